import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { acceptDialog, dismissDialog, enter, importNodes, inputsOf, nodeOf, openDialog } from '../support/dialogs.ts';
import { account, operation } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { orangeAccount } from '../support/orange.ts';

const operations = operationsOf(systems.opentouch);
const orange = ['teaming', 'business-talk'] as const;

describe('the dialog that chooses an operation', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let editor: EditorBrowser;

  before(async () => {
    red = await startNodeRed({ settings: editorSettings });
    const accounts = orange.map((system) => orangeAccount(system, 'http://127.0.0.1:1', { id: system }));
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, account('http://127.0.0.1:1'), ...accounts]);
    editor = await openEditor(red.url);
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
  });
  afterEach(() => dismissDialog(editor.page));

  const select = () => editor.page.locator('#telephony-operation');

  async function open(
    id: string,
    properties: Readonly<Record<string, unknown>> = {},
    type = 'opentouch-operation',
  ): Promise<void> {
    const node = { ...operation(type, {}, properties), id, z: 'tab', x: 300, y: 100, wires: [[]] };
    await importNodes(editor.page, [node]);
    await openDialog(editor.page, id);
    await select().locator('optgroup').first().waitFor({ state: 'attached' });
  }

  async function accepted(id: string) {
    await acceptDialog(editor.page);
    assert.deepEqual(editor.complaints(), []);
    return nodeOf(editor.page, id);
  }

  it('offers every operation by chapter, with the words of its own node', async () => {
    await open('offers');
    const groups = await select()
      .locator('optgroup')
      .evaluateAll((all) => all.map((group) => group.getAttribute('label')));
    assert.deepEqual(groups, [...new Set(operations.map(({ domain }) => domain.chapter))]);
    assert.equal(await select().locator('optgroup option').count(), operations.length);
    assert.equal(await select().locator('option[value="opentouch-make-call"]').textContent(), 'make call');
  });

  it('shows the fields of what is chosen, and stores them beside it', async () => {
    await open('made');
    await select().selectOption('opentouch-make-call');
    const shown = await inputsOf(editor.page);
    const fields = operations.find(({ type }) => type === 'opentouch-make-call')?.fields ?? [];
    for (const { name } of fields) assert.ok(shown.includes(`field-${name}`), name);
    await enter(editor.page, 'callee', 'str', '1003');
    const { stored, problems } = await accepted('made');
    assert.deepEqual(
      [stored['operation'], stored['fields']],
      ['opentouch-make-call', { callee: { type: 'str', value: '1003' } }],
    );
    assert.deepEqual(problems, []);
  });

  it('finds an operation by the words of the palette, and takes the first with Enter', async () => {
    await open('found');
    const search = editor.page.locator('#telephony-operation-search');
    const offered = editor.page.locator('.st-choices a');
    await search.pressSequentially('hang up');
    assert.ok((await offered.allTextContents()).includes('release call'));
    assert.ok((await offered.count()) < 10, 'not everything is found');
    await search.fill('send dtmf');
    await search.press('Enter');
    assert.equal(await select().inputValue(), 'opentouch-send-dtmf');
    assert.equal(await offered.count(), 0);
    assert.equal((await accepted('found')).stored['operation'], 'opentouch-send-dtmf');
  });

  it('drops entries that another operation has no field for, and keeps the others', async () => {
    const entered = { callRef: { type: 'str', value: 'abc' }, transferTo: { type: 'str', value: '1003' } };
    await open('other', { operation: 'opentouch-blind-transfer-call', fields: entered });
    await select().selectOption('opentouch-release-call');
    const { stored } = await accepted('other');
    assert.deepEqual([stored['operation'], stored['fields']], ['opentouch-release-call', { callRef: entered.callRef }]);
  });

  it('leaves an untouched node alone, also one whose operation nobody knows', async () => {
    for (const [id, name] of [
      ['untouched', 'opentouch-get-voicemails'],
      ['strange', 'opentouch-fly'],
    ] as const) {
      const fields = { limit: { type: 'num', value: '3' } };
      await open(id, { operation: name, fields, list: 'page', attachment: false });
      const before = await nodeOf(editor.page, id);
      const after = await accepted(id);
      assert.deepEqual(after.stored, before.stored);
      assert.equal(after.changed, false);
    }
  });

  it('says what is missing: the operation, or a field of it', async () => {
    await open('empty');
    assert.match((await accepted('empty')).problems.join(), /operation/i);
    await open('incomplete', { operation: 'opentouch-hold-call', fromPayload: false });
    assert.match((await accepted('incomplete')).problems.join(), /callRef: a value is needed/);
  });

  for (const system of orange) {
    it(`offers the operations of ${system}, each with its fields`, async () => {
      await open(`any-${system}`, { account: system }, `${system}-operation`);
      for (const { type, domain, fields } of operationsOf(systems[system])) {
        const option = select().locator(`optgroup[label="${domain.chapter}"] option[value="${type}"]`);
        assert.match((await option.textContent()) ?? '', /^[a-z].* /, type);
        await select().selectOption(type);
        const shown = await inputsOf(editor.page);
        for (const { name } of fields) assert.ok(shown.includes(`field-${name}`), `${type}: ${name}`);
      }
      assert.equal(await select().locator('optgroup option').count(), operationsOf(systems[system]).length);
      await accepted(`any-${system}`);
    });
  }
});
