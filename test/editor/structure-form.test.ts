import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, test } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { isShowable } from '../../nodes/editor/panels/structure.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { sampleOf } from '../../nodes/schema/sample.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { hasForm } from '../../scripts/build/forms.ts';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { acceptDialog, dismissDialog, enter, importNodes, nodeOf, openDialog } from '../support/dialogs.ts';
import { operation } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt } from '../support/opentouch-site.ts';

const formed = Object.values(systems)
  .flatMap(operationsOf)
  .flatMap((described) =>
    described.fields.filter((field) => hasForm(described, field)).map((field) => ({ described, field })),
  );

test('a form shows every valid value of its structure, and nothing that it would lose', () => {
  const names = formed.map(({ described, field }) => `${described.type}.${field.name}`);
  for (const wanted of [
    'create-conference.participants',
    'create-conference.recurrence',
    'change-group-role.newMemberRoles',
  ])
    assert.ok(names.includes(`opentouch-${wanted}`), wanted);
  for (const { described, field } of formed) {
    const value = sampleOf(described.domain, field, field.name);
    assert.ok(isShowable(described.domain, field, value), `${described.type}.${field.name}`);
    const [item] = [value].flat();
    const more = { ...(item as object), colour: 'red' };
    assert.ok(!isShowable(described.domain, field, field.many ? [more] : more));
    assert.ok(!isShowable(described.domain, field, field.many ? item : [item]));
  }
});

describe('the form of a structure', { skip: withoutBrowser }, () => {
  let simulator: Simulator;
  let red: NodeRed;
  let editor: EditorBrowser;
  let made = 0;

  before(async () => {
    simulator = await startSimulator({ port: 0 });
    red = await startNodeRed({ settings: editorSettings });
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, aliceAt(simulator.url)]);
    editor = await openEditor(red.url);
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
    await simulator?.stop();
  });
  afterEach(async () => {
    await dismissDialog(editor.page);
    assert.deepEqual(editor.complaints(), []);
  });

  async function open(type: string, fields: Parameters<typeof operation>[1] = {}): Promise<string> {
    made += 1;
    const id = `form-${made}`;
    await importNodes(editor.page, [{ ...operation(type, fields), id, z: 'tab', x: 300, y: 100, wires: [[]] }]);
    await openDialog(editor.page, id);
    const more = editor.page.locator('.switchboard-telephony details:not([open]) summary');
    if ((await more.count()) > 0) await more.click();
    return id;
  }

  const form = (field: string) => editor.page.locator(`#telephony-field-${field}-form`);
  const items = () => form('participants').locator('.st-part-item');
  const cell = (label: string, within = form('participants')) =>
    within.locator('.st-part', { has: editor.page.locator(`small:text-matches("^${label}( \\\\*)?$")`) });

  async function stored(id: string, field: string): Promise<unknown> {
    await acceptDialog(editor.page);
    const fields = (await nodeOf(editor.page, id)).stored['fields'] as Record<string, { type: string; value: string }>;
    const { type, value } = fields[field] ?? { type: '', value: '' };
    return type === 'json' && value ? JSON.parse(value) : value;
  }

  const people = '[ {"party":{"id":{"loginName":"bob"}},"leader":true}, {"party":{"id":{"phoneNumber":"1003"}}} ]';

  it('shows what a flow holds, and leaves it to the letter when nothing is changed', async () => {
    const id = await open('opentouch-create-conference', { participants: { type: 'json', value: people } });
    assert.equal(await items().count(), 2);
    assert.equal(await cell('Login name', items().first()).locator('input').inputValue(), 'bob');
    assert.equal(await cell('Leader', items().first()).locator('select').inputValue(), 'true');
    assert.equal(await cell('Leader', items().last()).locator('select').inputValue(), '');
    await acceptDialog(editor.page);
    const { stored: kept, changed } = await nodeOf(editor.page, id);
    assert.deepEqual([kept['fields'], changed], [{ participants: { type: 'json', value: people } }, false]);
  });

  it('adds, fills in, moves and removes rows; people are found by name', async () => {
    const id = await open('opentouch-create-conference', { participants: { type: 'json', value: people } });
    await cell('Number', items().last()).locator('input').fill('1004');
    await items().last().locator('[data-action=moveUp]').click();
    await items().last().locator('[data-action=remove]').click();
    await form('participants').locator('[data-action=add]').click();
    await cell('Login name', items().last()).locator('.st-choose').click();
    await editor.page.keyboard.type('erin');
    await editor.page.locator('.st-choices a').first().click();
    await cell('Leader', items().last()).locator('select').selectOption('false');
    assert.deepEqual(await stored(id, 'participants'), [
      { party: { id: { phoneNumber: '1004' } } },
      { party: { id: { loginName: 'erin' } }, leader: false },
    ]);
  });

  it('fills in a structure: words for values, whole numbers, several of a list', async () => {
    const id = await open('opentouch-create-conference');
    const recurrence = form('recurrence');
    await cell('Repeated', recurrence).locator('select').selectOption('WEEKLY');
    await cell('Every', recurrence).locator('input').fill('2');
    for (const day of ['Monday', 'Friday']) await recurrence.getByLabel(day, { exact: false }).check();
    assert.deepEqual(await stored(id, 'recurrence'), {
      type: 'WEEKLY',
      interval: 2,
      daysOfTheWeek: ['monday', 'friday'],
    });
  });

  it('gives way to whatever else the value may come from, and to what it cannot show', async () => {
    await open('opentouch-change-group-role');
    const roles = form('newMemberRoles');
    await roles.locator('[data-action=add]').click();
    assert.ok((await roles.locator('.st-check').count()) >= 4);
    await enter(editor.page, 'newMemberRoles', 'jsonata', 'payload.roles');
    await roles.waitFor({ state: 'hidden' });
    await enter(editor.page, 'newMemberRoles', 'json', '[{"memberId":{"loginName":"bob"},"colour":"red"}]');
    assert.equal(await roles.isVisible(), false);
    await enter(editor.page, 'newMemberRoles', 'json', '[{"memberId":{"loginName":"bob"}}]');
    await roles.waitFor({ state: 'visible' });
  });
});
