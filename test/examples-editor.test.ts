import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editorSettings, openEditor, withoutBrowser } from './support/browser.ts';
import { type Example, examplesIn, onPort, Sidebar, Stage, shownExamples } from './support/examples.ts';
import { freePort } from './support/free-port.ts';
import { deployByHand, importByHand, invalidNodes } from './support/import.ts';
import { startNodeRed } from './support/node-red.ts';

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
    await deployByHand(editor.page);

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
