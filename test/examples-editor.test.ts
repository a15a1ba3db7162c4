import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { editorSettings, openEditor, withoutBrowser } from './support/browser.ts';
import { type Example, examplesIn, onPort, Sidebar, Stage, shownExamples } from './support/examples.ts';
import { freePort } from './support/free-port.ts';
import { type FlowNode, startNodeRed } from './support/node-red.ts';

/** What the test uses of the editor, in the page. */
declare const RED: {
  readonly actions: { invoke(action: string): void };
  readonly nodes: { eachNode(visit: (node: Drawn) => void): void; eachConfig(visit: (node: Drawn) => void): void };
  readonly editor: { validateNode(node: Drawn): boolean };
};

interface Drawn {
  readonly type: string;
  readonly name?: string;
  readonly validationErrors?: readonly string[];
}

/** Pastes a flow into the Import dialog and presses its button. */
async function importByHand(page: Page, nodes: readonly FlowNode[]): Promise<void> {
  await page.evaluate(() => RED.actions.invoke('core:show-import-dialog'));
  const text = page.locator('#red-ui-clipboard-dialog-import-text');
  await text.waitFor();
  await text.fill(JSON.stringify(nodes));
  await text.press('End');
  const button = page.locator('#red-ui-clipboard-dialog-ok');
  await button.and(page.locator(':not(:disabled)')).waitFor();
  await button.dispatchEvent('click');
  await text.waitFor({ state: 'hidden' });
}

/** Every node that the editor marks with a red triangle, and why. */
function invalidNodes(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const invalid: string[] = [];
    const check = (node: Drawn) => {
      if (!RED.editor.validateNode(node)) invalid.push(`${node.type} "${node.name}": ${node.validationErrors}`);
    };
    RED.nodes.eachNode(check);
    RED.nodes.eachConfig(check);
    return invalid;
  });
}

test('examples run after Import and Deploy in the editor, with nothing filled in', {
  skip: withoutBrowser,
}, async () => {
  const nodeRed = await startNodeRed({ settings: editorSettings });
  const sidebar = new Sidebar();
  const editor = await openEditor(nodeRed.url);
  try {
    const port = await freePort();
    const everything = [...shownExamples(), ...examplesIn('examples/reference')].map(
      ({ title, nodes }): Example => ({ title, nodes: onPort(nodes, port) }),
    );
    await importByHand(
      editor.page,
      everything.flatMap(({ nodes }) => nodes),
    );
    assert.deepEqual(await invalidNodes(editor.page), []);
    await editor.page.locator('#red-ui-header-button-deploy').dispatchEvent('click');

    const clickToCall = everything.find(({ title }) => title === '01 - Click to call');
    assert.ok(clickToCall);
    const stage = new Stage(nodeRed, sidebar, clickToCall.nodes, port);
    await stage.connected();
    await stage.press('Alice calls Bob');
    const { callRef } = await stage.next<{ callRef: string }>('Call made');
    assert.equal(await stage.next('Bob has answered'), callRef);
    assert.deepEqual(editor.complaints(), []);
  } finally {
    await editor.close();
    sidebar.stop();
    await nodeRed.stop();
  }
});
