import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { acceptDialog, importNodes, inputsOf, nodeOf, openDialog } from '../support/dialogs.ts';
import { account, fresh, operation } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';

describe('the switches for flows that answer HTTP requests', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let editor: EditorBrowser;

  before(async () => {
    red = await startNodeRed({ settings: editorSettings });
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, account('http://127.0.0.1:1')]);
    editor = await openEditor(red.url);
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
  });

  /** Opens the dialog, clicks a switch and accepts; what the node stores then. */
  async function toggle(id: string, name: string) {
    await openDialog(editor.page, id);
    await editor.page.locator(`#telephony-${name}`).click();
    await acceptDialog(editor.page);
    return (await nodeOf(editor.page, id)).stored;
  }

  it('gives the node a second output, and takes it away again', async () => {
    await importNodes(editor.page, [{ ...operation('opentouch-make-call'), id: 'call', x: 300, y: 100, wires: [[]] }]);
    const two = await toggle('call', 'error-output');
    assert.deepEqual([two['errorOutput'], two['outputs'], (two['wires'] as unknown[]).length], [true, 2, 2]);
    const one = await toggle('call', 'error-output');
    assert.deepEqual([one['errorOutput'], one['outputs'], (one['wires'] as unknown[]).length], [false, 1, 1]);
  });

  it('gives a node that is no operation one as well', async () => {
    const search = fresh('search', 'opentouch-search-directory', { server: 'server', outputs: 1 });
    await importNodes(editor.page, [{ ...search, x: 300, y: 300, wires: [[]] }]);
    const two = await toggle('search', 'errorOutput');
    assert.deepEqual([two['errorOutput'], two['outputs'], (two['wires'] as unknown[]).length], [true, 2, 2]);
    const one = await toggle('search', 'errorOutput');
    assert.deepEqual([one['errorOutput'], one['outputs'], (one['wires'] as unknown[]).length], [false, 1, 1]);
  });

  it('lets web requests say who acts, where there is a field for it', async () => {
    const session = { ...operation('opentouch-get-session'), id: 'session', x: 300, y: 200, wires: [[]] };
    await importNodes(editor.page, [session]);
    assert.equal((await toggle('call', 'actors'))['actorsFromRequest'], true);
    await openDialog(editor.page, 'session');
    assert.ok(!(await inputsOf(editor.page)).includes('actors'));
    await acceptDialog(editor.page);
    assert.deepEqual(editor.complaints(), []);
  });
});
