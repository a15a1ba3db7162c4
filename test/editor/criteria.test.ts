import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { acceptDialog, importNodes, nodeOf, openDialog, ordinaryWidth, widthOf } from '../support/dialogs.ts';
import { account, fresh } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';

const rule = (field: string, operation: string, type: string, value: string) => ({
  field,
  operation,
  value: { type, value },
});

describe('the rules of a search', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let editor: EditorBrowser;
  before(async () => {
    red = await startNodeRed({ settings: editorSettings });
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, account('http://127.0.0.1:1')]);
    editor = await openEditor(red.url);
  });
  after(async () => {
    await editor?.close();
    await red.stop();
  });

  async function open(id: string, criteria: readonly object[]): Promise<void> {
    const node = fresh(id, 'opentouch-search-directory', { z: 'tab', server: 'server', wires: [[]], criteria });
    await importNodes(editor.page, [{ x: 100, y: 100, ...node }]);
    await openDialog(editor.page, id);
  }

  const rules = [
    rule('id.email', 'END_WITH', 'str', '@example.com'),
    rule('attribute2', 'CONTAIN', 'msg', 'payload.department'),
  ];

  it('are shown as they are stored, and an untouched list changes nothing', async () => {
    const ordinary = await ordinaryWidth(editor.page, 'tab');
    await open('shown', rules);
    const chosen = await editor.page
      .locator('#telephony-criteria select')
      .evaluateAll((selects) => selects.map((select) => (select as HTMLSelectElement).selectedOptions[0]?.text));
    assert.deepEqual(chosen, ['E-mail', 'ends with', 'Attribute 2', 'contains']);
    assert.ok((await widthOf(editor.page)) < ordinary + 200);
    await acceptDialog(editor.page);
    const { stored, changed, label, problems } = await nodeOf(editor.page, 'shown');
    assert.deepEqual([stored['criteria'], changed, problems], [rules, false, []]);
    assert.equal(label, 'search directory msg.payload');
  });

  it('can be added and filled in', async () => {
    await open('added', rules.slice(0, 1));
    const { page } = editor;
    await page.locator('.red-ui-editableList-addButton').dispatchEvent('click');
    const row = page.locator('#telephony-criteria .st-rule').nth(1);
    await row.locator('select').nth(0).selectOption('id.phoneNumber');
    await row.locator('select').nth(1).selectOption('BEGIN_WITH');
    await row.locator('.red-ui-typedInput-input').fill('+33199');
    await acceptDialog(page);
    assert.deepEqual((await nodeOf(page, 'added')).stored['criteria'], [
      rules[0],
      rule('id.phoneNumber', 'BEGIN_WITH', 'str', '+33199'),
    ]);
  });

  it('can form a group, which stays', async () => {
    await open('grouped', [...rules, { ...rule('lastName', 'CONTAIN', 'str', 'x'), together: true }]);
    const { page } = editor;
    const boxes = page.locator('#telephony-criteria input[type=checkbox]');
    assert.deepEqual(await boxes.evaluateAll((all) => all.map((box) => (box as HTMLInputElement).checked)), [
      false,
      false,
      true,
    ]);
    await boxes.nth(1).dispatchEvent('click');
    await acceptDialog(page);
    const stored = (await nodeOf(page, 'grouped')).stored['criteria'] as { together?: boolean }[];
    assert.deepEqual(
      stored.map(({ together }) => together),
      [undefined, true, true],
    );
  });

  it('can be removed', async () => {
    await open('removed', rules);
    await editor.page.locator('.red-ui-editableList-item-remove').first().dispatchEvent('click');
    await editor.page.waitForFunction('document.querySelectorAll("#telephony-criteria .st-rule").length === 1');
    await acceptDialog(editor.page);
    assert.deepEqual((await nodeOf(editor.page, 'removed')).stored['criteria'], rules.slice(1));
  });
});
