import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, test } from 'node:test';
import { linesOf, type RoutesShape, routesFrom } from '../../nodes/editor/panels/routes.ts';
import { routesShape } from '../../scripts/build/routes.ts';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import {
  acceptDialog,
  dismissDialog,
  enter,
  importNodes,
  nodeOf,
  openDialog,
  ordinaryWidth,
  widthOf,
} from '../support/dialogs.ts';
import { account, operation } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { operationOf } from '../support/opentouch.ts';

function shapeOf(type: string, name: string): RoutesShape {
  const described = operationOf(type);
  const field = described.fields.find((candidate) => candidate.name === name);
  assert.ok(field?.editor);
  return routesShape(described, field);
}

const forwards = shapeOf('opentouch-set-routes', 'forwardRoutes');
const presentation = shapeOf('opentouch-set-routes', 'presentationRoutes');
const overflows = shapeOf('opentouch-set-overflow-routes', 'overflowRoutes');

test('each kind of route offers its own conditions and destinations, as the representations have them', () => {
  assert.deepEqual(forwards.condition, {
    name: 'forwardType',
    choices: ['BUSY', 'NO_ANSWER', 'BUSY_NO_ANSWER'],
    values: 'ForwardType',
  });
  assert.equal(overflows.condition?.required, true);
  assert.equal(presentation.condition, undefined);
  assert.deepEqual(forwards.kind.choices, ['VOICEMAIL', 'USER', 'NUMBER']);
  assert.ok(presentation.kind.choices.includes('OFFICE') && !presentation.kind.choices.includes('VOICEMAIL'));
  assert.ok(overflows.kind.choices.includes('ASSOCIATE'));
});

test('lines become routes and routes lines: no condition is immediate, one route holds all that rings', () => {
  const immediate = [{ destinations: [{ type: 'USER', number: '1003', selected: true }] }];
  const line = { condition: '', kind: 'USER', text: '1003' };
  assert.deepEqual(routesFrom(forwards, [line]), immediate);
  assert.deepEqual(linesOf(forwards, JSON.stringify(immediate)), [line]);
  assert.deepEqual(routesFrom(forwards, [{ condition: 'BUSY', kind: 'VOICEMAIL', text: 'not for it' }]), [
    { forwardType: 'BUSY', destinations: [{ type: 'VOICEMAIL', selected: true }] },
  ]);
  const both = ['OFFICE', 'PC'].map((kind) => ({ condition: '', kind, text: '' }));
  assert.deepEqual(routesFrom(presentation, both), [
    {
      destinations: [
        { type: 'OFFICE', selected: true },
        { type: 'PC', selected: true },
      ],
    },
  ]);
  assert.deepEqual(linesOf(forwards, ''), []);
  assert.deepEqual(linesOf(forwards, '[]'), []);
});

test('what lines cannot show is left to JSON', () => {
  for (const text of [
    '{"a":1}',
    'broken',
    '[null]',
    '[{"destinations":[{"type":"VOICEMAIL","selected":false}]}]',
    '[{"destinations":[{"type":"VOICEMAIL"}]}]',
    '[{"destinations":[{"type":"USER","number":"1","selected":true,"more":1}]}]',
    '[{"destinations":[]}]',
  ]) {
    assert.equal(linesOf(forwards, text), undefined, text);
  }
});

describe('the list of routes', { skip: withoutBrowser }, () => {
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
  afterEach(() => dismissDialog(editor.page));

  async function open(id: string, type: string, fields: object = {}): Promise<void> {
    const node = { ...operation(type), fields, id, z: 'tab', x: 300, y: 100, wires: [[]] };
    await importNodes(editor.page, [node]);
    await openDialog(editor.page, id);
  }

  const part = (field: string, name: string) => editor.page.locator(`#telephony-field-${field}-${name}`);

  async function storedFields(id: string): Promise<Readonly<Record<string, unknown>>> {
    await acceptDialog(editor.page);
    const { stored, problems } = await nodeOf(editor.page, id);
    assert.deepEqual(problems, []);
    assert.deepEqual(editor.complaints(), []);
    return stored['fields'] as Readonly<Record<string, unknown>>;
  }

  it('makes a forward by choosing condition, destination and number', async () => {
    await open('forward', 'opentouch-set-routes');
    await part('forwardRoutes', 'add').click();
    await part('forwardRoutes', 'kind-0').selectOption('USER');
    await part('forwardRoutes', 'text-0').fill('1003');
    await part('forwardRoutes', 'text-0').blur();
    await part('forwardRoutes', 'condition-0').selectOption('NO_ANSWER');
    const value = '[{"forwardType":"NO_ANSWER","destinations":[{"type":"USER","number":"1003","selected":true}]}]';
    assert.deepEqual(await storedFields('forward'), { forwardRoutes: { type: 'json', value } });
  });

  it('cancels with an empty list, and takes lines away again', async () => {
    await open('cancel', 'opentouch-set-routes');
    await part('forwardRoutes', 'none').click();
    await part('presentationRoutes', 'add').click();
    await part('presentationRoutes', 'remove-0').click();
    assert.deepEqual(await storedFields('cancel'), { forwardRoutes: { type: 'json', value: '[]' } });
  });

  it('shows what is stored, and hides for JSON that it cannot show', async () => {
    const value = '[{"overflowType":"BUSY","destinations":[{"type":"VOICEMAIL","selected":true}]}]';
    const width = await ordinaryWidth(editor.page, 'tab');
    await open('shown', 'opentouch-set-overflow-routes', { overflowRoutes: { type: 'json', value } });
    assert.ok((await widthOf(editor.page)) <= width, 'the dialog is too wide');
    assert.equal(await part('overflowRoutes', 'condition-0').inputValue(), 'BUSY');
    assert.equal(await part('overflowRoutes', 'kind-0').inputValue(), 'VOICEMAIL');
    assert.equal(await part('overflowRoutes', 'text-0').count(), 0);
    await enter(editor.page, 'overflowRoutes', 'json', '[{"overflowType":"BUSY","destinations":[{"type":"X"}]}]');
    assert.equal(await part('overflowRoutes', 'list').isVisible(), false);
    await enter(editor.page, 'overflowRoutes', 'msg', 'routes');
    assert.equal(await part('overflowRoutes', 'list').isVisible(), false);
    assert.deepEqual(await storedFields('shown'), { overflowRoutes: { type: 'msg', value: 'routes' } });
  });
});
