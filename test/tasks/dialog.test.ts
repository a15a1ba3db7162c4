import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { acceptDialog, importNodes, nodeOf, openDialog } from '../support/dialogs.ts';
import { fresh } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { accountOf } from '../support/tasks.ts';

const options = { skip: withoutBrowser };
let red: NodeRed;
let editor: EditorBrowser;
before(async () => {
  if (withoutBrowser) return;
  red = await startNodeRed({ settings: editorSettings });
  editor = await openEditor(red.url);
});
after(async () => {
  await editor?.close();
  await red?.stop();
});

const place = (id: string, type: string, properties = {}) =>
  fresh(id, type, { z: 'tab', x: 200, y: 100, wires: [[]], ...properties });

test('the only account is chosen, whatever its system, and only its row is shown', options, async () => {
  const { credentials: _, ...account } = accountOf('teaming', 'alice', 'http://127.0.0.1:1');
  await importNodes(editor.page, [{ id: 'tab', type: 'tab', label: 'Test' }, account, place('call', 'telephony-call')]);
  assert.ok((await nodeOf(editor.page, 'call')).problems.length > 0, 'a task without an account is marked');
  await openDialog(editor.page, 'call');
  const shown = (name: string) => editor.page.locator(`[data-property="${name}"]`).isVisible();
  assert.equal(await editor.page.locator('#telephony-system').inputValue(), 'teaming');
  assert.deepEqual([await shown('server'), await shown('account'), await shown('device')], [false, true, false]);
  assert.deepEqual([await shown('number'), await shown('call')], [true, false]);
  await editor.page.locator('#telephony-action').selectOption('hang up');
  assert.deepEqual([await shown('number'), await shown('call')], [false, true]);
  await acceptDialog(editor.page);
  const { stored, problems } = await nodeOf(editor.page, 'call');
  assert.deepEqual([stored['system'], stored['account'], stored['server']], ['teaming', 'alice', '']);
  assert.equal(stored['action'], 'hang up');
  assert.deepEqual(problems, []);
});

test('changing the system forgets the other account, and an account that is gone is marked', options, async () => {
  const { credentials: _, ...server } = accountOf('opentouch', 'dave', 'http://127.0.0.1:1');
  await importNodes(editor.page, [server]);
  await openDialog(editor.page, 'call');
  await editor.page.locator('#telephony-system').selectOption('opentouch');
  await acceptDialog(editor.page);
  const { stored } = await nodeOf(editor.page, 'call');
  assert.deepEqual([stored['system'], stored['account'], stored['server']], ['opentouch', '', 'dave']);
  await importNodes(editor.page, [place('lost', 'telephony-dnd', { server: 'nowhere' })]);
  assert.ok((await nodeOf(editor.page, 'lost')).problems.length > 0);
});
