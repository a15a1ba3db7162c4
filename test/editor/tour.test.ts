import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { acceptDialog } from '../support/dialogs.ts';
import { fresh, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { alice, connected } from '../support/opentouch-site.ts';

/** What the reader does and the tour waits for, as far as the mouse is not what is tried here. */
declare const RED: {
  readonly nodes: {
    eachNode(visit: (node: { readonly id: string; readonly type: string; readonly z: string }) => void): void;
  };
};

const step = (page: Page, text: string) => page.locator('.red-ui-tourGuide-popover', { hasText: text }).waitFor();

/** Moves the mouse to what the tour points to, upon which it gets out of the way. */
async function pointAt(page: Page, target: Locator): Promise<void> {
  await page.locator('.red-ui-tourGuide-shade').waitFor();
  const box = await target.boundingBox();
  assert.ok(box, 'there is nothing to point at');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y + 60);
  await page.mouse.move(x, y, { steps: 10 });
  await page.locator('.red-ui-tourGuide-shade').waitFor({ state: 'hidden' });
}

/** Drags from where the mouse is. */
async function dragTo(page: Page, x: number, y: number): Promise<void> {
  await page.mouse.down();
  await page.mouse.move(x, y, { steps: 20 });
  await page.mouse.up();
}

/** Drags an entry of the palette onto the tab. */
async function drag(page: Page, type: string, x: number): Promise<void> {
  await pointAt(page, page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`));
  await dragTo(page, x, 300);
}

const idOf = (page: Page, type: string, tabId: string) =>
  page.evaluate(
    ([wanted, where]) => {
      let found = '';
      RED.nodes.eachNode((node) => {
        if (node.type === wanted && node.z !== where) found = node.id;
      });
      return found;
    },
    [type, tabId] as const,
  );

describe('the guided tour', { skip: withoutBrowser }, () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let editor: EditorBrowser;

  before(async () => {
    simulator = await startSimulator({ port: 0 });
    nodeRed = await startNodeRed({ settings: editorSettings });
    const url = `${simulator.url}/api/rest`;
    await nodeRed.deploy(tab(fresh('alice', 'opentouch-server', { name: 'Alice', url, credentials: alice })));
    editor = await openEditor(nodeRed.url, { viewport: { width: 1500, height: 900 } });
  });
  after(async () => {
    await editor?.close();
    await nodeRed?.stop();
    await simulator?.stop();
  });

  it('leads from an empty tab to a flow that hears of a call', async () => {
    const { page } = editor;
    await page.evaluate("RED.sidebar.show('switchboard-telephony')");
    await page.getByRole('button', { name: 'Guided tour: your first flow' }).click();
    await step(page, 'Your first flow with a telephone');
    await page.locator('.red-ui-tourGuide-toolbar button').click();
    await step(page, 'Begin with an empty tab');
    await page.locator('.red-ui-tab-button.red-ui-tabs-add a').click();
    await step(page, 'Drag calls onto the tab');
    await drag(page, 'telephony-calls', 450);
    await step(page, 'choose whose calls it follows');
    const calls = await idOf(page, 'telephony-calls', 'tab');
    const node = page.locator(`[id="${calls}"]`);
    await pointAt(page, node);
    await node.dblclick({ position: { x: 60, y: 20 } });
    await page.locator('#node-input-server').selectOption('alice');
    await acceptDialog(page);
    await step(page, 'Drag debug beside it');
    await drag(page, 'debug', 750);
    await step(page, 'Draw a wire');
    const debug = await idOf(page, 'debug', 'tab');
    const output = page.locator(`[id="${calls}"] .red-ui-flow-port-output`).first();
    await pointAt(page, output);
    const input = await page.locator(`[id="${debug}"] .red-ui-flow-port-input`).boundingBox();
    assert.ok(input);
    await dragTo(page, input.x + input.width / 2, input.y + input.height / 2);
    await step(page, 'Deploy, and the flow runs');
    await page.locator('#red-ui-header-button-deploy').click();
    await step(page, 'It listens');
    await page.locator('.red-ui-tourGuide-toolbar button').click();
    await page.locator('.red-ui-tourGuide-popover').waitFor({ state: 'hidden' });

    await nodeRed.untilStatus(calls, connected);
    await page.evaluate('RED.sidebar.show("debug")');
    simulator.opentouch.exchange.placeCall('+33199001300', '1001');
    await page.locator('.red-ui-debug-msg', { hasText: '+33199001300' }).first().waitFor();
    assert.deepEqual(editor.complaints(), []);
  });
});
