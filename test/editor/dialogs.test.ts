import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { otherNodes, systems } from '../../nodes/catalogue/index.ts';
import type { NodeDescription } from '../../nodes/catalogue/property.ts';
import { operationsOf, optionsOf } from '../../nodes/schema/describe.ts';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import {
  acceptDialog,
  dismissDialog,
  enter,
  importNodes,
  inputsOf,
  nodeOf,
  openDialog,
  ordinaryWidth,
  widthOf,
} from '../support/dialogs.ts';
import { account, fresh, login, operation, type TypedValue } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { orangeAccount } from '../support/orange.ts';

const operations = Object.values(systems).flatMap(operationsOf);
const others = Object.entries<NodeDescription>(otherNodes).filter(([, node]) => node.category !== 'config');
const fields = { callee: { type: 'str', value: '{{payload.number}}' } };

/** The accounts of the other systems, each with the name of its type as id. */
const orange = (['teaming', 'business-talk'] as const).map((system) =>
  orangeAccount(system, 'http://127.0.0.1:1', { id: `${system}-account` }),
);
const partner = fresh('business-apps-partner', 'business-apps-partner', {
  path: '/partner',
  credentials: { inboundUser: 'orange', inboundSecret: 'secret' },
});

/** A node on the tab, at the place where the editor would put it. */
function placed(node: FlowNode, id: string): FlowNode {
  return { ...node, id, z: 'tab', x: 300, y: 100, wires: [[]] };
}

describe('the dialogs', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let editor: EditorBrowser;
  let made = 0;
  /** What a dialog is wide that needs no more room than Node-RED's own. */
  let ordinary: number;

  before(async () => {
    red = await startNodeRed({ settings: editorSettings });
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, account('http://127.0.0.1:1'), ...orange, partner]);
    editor = await openEditor(red.url);
    ordinary = await ordinaryWidth(editor.page, 'tab');
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
  });
  // A test that failed leaves its dialog open, which would fail all others.
  afterEach(() => dismissDialog(editor.page));

  /** Imports a node and opens its dialog. */
  async function open(node: FlowNode): Promise<string> {
    made += 1;
    const id = `made-${made}`;
    await importNodes(editor.page, [placed(node, id)]);
    await openDialog(editor.page, id);
    return id;
  }

  /** Opens and accepts the dialog of an operation node, with something done meanwhile. */
  async function edit(node: FlowNode, change: () => Promise<void>): Promise<FlowNode> {
    const id = await open(node);
    await change();
    await acceptDialog(editor.page);
    return (await nodeOf(editor.page, id)).stored;
  }

  for (const described of operations) {
    const { type, fields: inputs, system } = described;
    it(`of ${type} shows every input and leaves an untouched node alone`, async () => {
      const id = await open(operation(type, {}, system.account === 'account' ? { account: system.accountType } : {}));
      const shown = await inputsOf(editor.page);
      for (const { name } of inputs) assert.ok(shown.includes(`field-${name}`), `no input for ${name}`);
      const options = Object.keys(optionsOf(described));
      for (const name of ['name', system.account, 'from-payload', 'output', 'timeout', ...options]) {
        assert.ok(shown.includes(name), `no input for ${name}`);
      }
      assert.ok((await widthOf(editor.page)) <= ordinary, 'the dialog is too wide');
      const before = (await nodeOf(editor.page, id)).stored;
      await acceptDialog(editor.page);
      const now = await nodeOf(editor.page, id);
      assert.deepEqual(now.stored, before);
      assert.equal(now.changed, false);
      assert.deepEqual(now.problems, []);
      assert.deepEqual(editor.complaints(), []);
    });
  }

  for (const [type, { properties }] of others) {
    it(`of ${type} shows every property and leaves an untouched node alone`, async () => {
      // The dialog of a node that has no account yet chooses the only one there is.
      const accounts = Object.entries(properties).filter(([, { config, required }]) => config && required);
      const references = accounts.map(([name, { config }]) => [
        name,
        config === 'opentouch-server' ? 'server' : config,
      ]);
      const chosen = { server: 'server', ...Object.fromEntries(references) };
      const hasOutputs = 'outputMode' in properties || 'errorOutput' in properties;
      const id = await open(fresh(type, type, { ...chosen, ...(hasOutputs && { outputs: 1 }) }));
      const shown = await inputsOf(editor.page);
      for (const [name, { editor: input }] of Object.entries(properties)) {
        const found = shown.some((id) => id === name || id.startsWith(`${name}-`));
        assert.ok(input === 'events' ? shown.includes('event-OnCallCreated') : found, `no input for ${name}`);
      }
      assert.ok((await widthOf(editor.page)) <= ordinary, 'the dialog is too wide');
      const before = (await nodeOf(editor.page, id)).stored;
      await acceptDialog(editor.page);
      const now = await nodeOf(editor.page, id);
      assert.deepEqual(now.stored, before);
      assert.equal(now.changed, false);
      assert.deepEqual(editor.complaints(), []);
    });
  }

  it('of an account shows that there is a password but not which, and leaves it alone', async () => {
    const { page } = editor;
    const before = (await nodeOf(page, 'server')).stored;
    await openDialog(page, 'server');
    for (const name of Object.keys(otherNodes['opentouch-server']?.properties ?? {})) {
      assert.ok((await inputsOf(page)).includes(name), `no input for ${name}`);
    }
    assert.equal(await page.locator('#node-config-input-login').inputValue(), login);
    assert.equal(await page.locator('#node-config-input-password').inputValue(), '__PWRD__');
    await acceptDialog(page);
    const now = await nodeOf(page, 'server');
    assert.deepEqual(now.stored, before);
    assert.equal(now.changed, false);
    assert.doesNotMatch(now.label, new RegExp(login));
    assert.deepEqual(editor.complaints(), []);
  });

  it('of an account that a flow brought without credentials leaves it alone', async () => {
    const { page } = editor;
    await importNodes(page, [{ id: 'bare', type: 'opentouch-server', url: 'http://127.0.0.1:1' }]);
    const before = (await nodeOf(page, 'bare')).stored;
    await openDialog(page, 'bare');
    await acceptDialog(page);
    assert.deepEqual((await nodeOf(page, 'bare')).stored, before);
  });

  it('keep what they do not know: a strange type, an unknown value, an unknown field', async () => {
    const strange = {
      action: { type: 'str', value: 'rewind' },
      callRef: { type: 'node', value: 'abc' },
      later: { type: 'str', value: 'x' },
    };
    const stored = await edit(operation('opentouch-record-call', strange), async () => {});
    assert.deepEqual(stored['fields'], strange);
  });

  it('leave a node alone that a hand-written flow brought with the least', async () => {
    const { page } = editor;
    await importNodes(page, [placed({ id: '', type: 'opentouch-make-call', server: 'server', fields }, 'least')]);
    const before = (await nodeOf(page, 'least')).stored;
    await openDialog(page, 'least');
    await acceptDialog(page);
    const now = await nodeOf(page, 'least');
    assert.deepEqual(now.stored, before);
    assert.equal(now.changed, false);
  });

  const kinds: readonly (readonly [string, string, string, TypedValue])[] = [
    ['a text as a template', 'opentouch-make-call', 'callee', { type: 'str', value: '{{payload.number}}' }],
    ['a message property', 'opentouch-make-call', 'callee', { type: 'msg', value: 'payload.number' }],
    ['an environment variable', 'opentouch-make-call', 'deviceId', { type: 'env', value: 'DESK_PHONE' }],
    ['an expression', 'opentouch-make-call', 'callee', { type: 'jsonata', value: '"0" & payload' }],
    ['yes', 'opentouch-make-call', 'autoAnswer', { type: 'bool', value: 'true' }],
    ['no', 'opentouch-make-call', 'autoAnswer', { type: 'bool', value: 'false' }],
    ['a choice', 'opentouch-record-call', 'action', { type: 'str', value: 'pause' }],
    ['several choices', 'opentouch-get-logins', 'types', { type: 'str', value: 'STANDARD,MULTIMEDIA' }],
    ['a number', 'opentouch-create-subscription', 'timeout', { type: 'num', value: '5' }],
    ['an object', 'opentouch-update-subscription', 'selectors', { type: 'json', value: '[{"names":["telephony"]}]' }],
  ];
  for (const [what, type, field, value] of kinds) {
    it(`store ${what} as the flow's format says, and nothing else`, async () => {
      const stored = await edit(operation(type), () => enter(editor.page, field, value.type, value.value));
      assert.deepEqual(stored['fields'], { [field]: value });
    });
  }

  it('show values in words, and store them as they are', async () => {
    const { page } = editor;
    const shown = (name: string) =>
      page.locator(`#telephony-field-${name} + .red-ui-typedInput-container .red-ui-typedInput-option-label`);
    const stored = await edit(operation('opentouch-get-com-records'), async () => {
      await enter(page, 'role', 'str', 'CALLEE');
      assert.equal((await shown('role').textContent())?.trim(), 'called party');
    });
    assert.deepEqual(stored['fields'], { role: { type: 'str', value: 'CALLEE' } });
    const several = await edit(operation('opentouch-get-logins'), async () => {
      await enter(page, 'apiRights', 'str', 'MESSAGING,TELEPHONY_BASIC');
      assert.match((await shown('apiRights').textContent()) ?? '', /^\s*messaging, basic telephony\s*$/);
    });
    assert.deepEqual(several['fields'], { apiRights: { type: 'str', value: 'MESSAGING,TELEPHONY_BASIC' } });
  });

  it('forget a field that was emptied', async () => {
    const stored = await edit(operation('opentouch-make-call', fields), () => enter(editor.page, 'callee', 'str', ''));
    assert.deepEqual(stored['fields'], {});
  });

  it('hide a secret while it is typed', async () => {
    await open(operation('opentouch-change-password'));
    const input = editor.page.locator('#telephony-field-newPassword + .red-ui-typedInput-container input').first();
    assert.equal(await input.getAttribute('type'), 'password');
    await acceptDialog(editor.page);
  });

  it('store name, time-out, output and the switch', async () => {
    const { page } = editor;
    const stored = await edit(operation('opentouch-get-calls'), async () => {
      await page.fill('#telephony-name', 'my calls');
      await page.fill('#telephony-timeout', '7');
      await page.uncheck('#telephony-from-payload');
      await page.locator('#telephony-output + .red-ui-typedInput-container input').first().fill('calls');
    });
    assert.equal(stored['name'], 'my calls');
    assert.equal(stored['timeout'], '7');
    assert.equal(stored['fromPayload'], false);
    assert.deepEqual(stored['output'], { type: 'msg', value: 'calls' });
  });

  const wrong: readonly (readonly [string, FlowNode, RegExp])[] = [
    ['a missing value', operation('opentouch-make-call', {}, { fromPayload: false }), /Number to call: a value/],
    [
      'a broken expression',
      operation('opentouch-make-call', { callee: { type: 'jsonata', value: '(' } }),
      /Number to call: .*xpression/,
    ],
    [
      'a word for a number',
      operation('opentouch-create-subscription', { timeout: { type: 'num', value: 'x' } }),
      /: a whole number/,
    ],
    [
      'a number out of range',
      operation('opentouch-create-subscription', { timeout: { type: 'num', value: '61' } }),
      /at most 60/,
    ],
    [
      'a value that the API does not have',
      operation('opentouch-record-call', { action: { type: 'str', value: 'rewind' } }),
      /one of start, stop/,
    ],
    ['a negative time-out', operation('opentouch-get-calls', {}, { timeout: '-1' }), /at least 1/],
    [
      'two ways to name one user',
      operation('opentouch-find-user', {
        loginName: { type: 'str', value: 'a' },
        companyPhone: { type: 'str', value: '1' },
      }),
      /Exactly one/,
    ],
  ];
  for (const [what, node, reason] of wrong) {
    it(`say what is wrong with ${what}`, async () => {
      made += 1;
      await importNodes(editor.page, [placed(node, `made-${made}`)]);
      const { problems } = await nodeOf(editor.page, `made-${made}`);
      assert.equal(problems.length, 1, problems.join());
      assert.match(problems[0] ?? '', reason);
    });
  }

  const variable = `\${VARIABLE}`;
  for (const value of [variable, '{{payload.seconds}}']) {
    it(`accept ${value} wherever a number is expected`, async () => {
      made += 1;
      const node = operation('opentouch-create-subscription', { timeout: { type: 'str', value } });
      await importNodes(editor.page, [placed(node, `made-${made}`)]);
      assert.deepEqual((await nodeOf(editor.page, `made-${made}`)).problems, []);
    });
  }

  it('give each single event its output, and let wires stay with their events', async () => {
    const { page } = editor;
    const events = ['OnCallCreated', 'OnCallRemoved'];
    const source = fresh('source', 'opentouch-events', {
      server: 'server',
      events,
      outputMode: 'per event',
      outputs: 3,
    });
    const sinks = ['created', 'removed', 'rest'].map((id) => placed({ id, type: 'test-sink' }, id));
    await importNodes(page, [{ ...placed(source, 'source'), wires: [['created'], ['removed'], ['rest']] }, ...sinks]);
    await openDialog(page, 'source');
    await page.uncheck('#telephony-event-OnCallCreated');
    await page.check('#telephony-event-OnUserInfoChanged');
    await acceptDialog(page);
    const { stored } = await nodeOf(page, 'source');
    assert.deepEqual(new Set(stored['events'] as string[]), new Set(['OnCallRemoved', 'OnUserInfoChanged']));
    assert.equal(stored['outputs'], 3);
    const wires = stored['wires'] as string[][];
    const place = (stored['events'] as string[]).indexOf('OnCallRemoved');
    assert.deepEqual(wires[place], ['removed']);
    assert.deepEqual(wires[2], ['rest']);
    assert.ok(!wires.flat().includes('created'));
  });

  it('take packages that nobody listed, and show those that a flow brought', async () => {
    const { page } = editor;
    const others = '#telephony-packages-others';
    const source = fresh('source', 'opentouch-events', { server: 'server', outputs: 1 });
    const id = await open({ ...source, packages: ['presence', 'telephony', 'im'] });
    assert.equal(await page.locator(others).inputValue(), 'presence, im');
    await page.fill(others, ' im ,conference,, user, im');
    await page.check('#telephony-packages-eventSummary');
    await acceptDialog(page);
    const { stored } = await nodeOf(page, id);
    assert.deepEqual(stored['packages'], ['telephony', 'eventSummary', 'im', 'conference', 'user']);
    await openDialog(page, id);
    assert.equal(await page.locator('#telephony-packages-user').isChecked(), true);
    assert.equal(await page.locator(others).inputValue(), 'im, conference');
    await page.fill(others, '');
    await acceptDialog(page);
    assert.deepEqual((await nodeOf(page, id)).stored['packages'], ['telephony', 'user', 'eventSummary']);
  });

  it('label a node by what it does, or by its name', async () => {
    const label = async (id: string, node: FlowNode): Promise<string> => {
      await importNodes(editor.page, [placed(node, id)]);
      return (await nodeOf(editor.page, id)).label;
    };
    const callee = { callee: { type: 'str', value: '1002' } };
    assert.equal(await label('labelled-1', operation('opentouch-make-call', callee)), 'make call 1002');
    assert.equal(
      await label('labelled-2', operation('opentouch-make-call', callee, { name: 'Reception' })),
      'Reception',
    );
    const box = { action: { type: 'str', value: 'UNHOLD' } };
    assert.equal(
      await label('labelled-4', operation('teaming-control-call', box, { account: 'teaming-account' })),
      'control teaming call retrieve from hold',
    );
    const members = { members: { type: 'json', value: '[{"memberId":"7"}]' } };
    assert.equal(await label('labelled-5', operation('opentouch-change-group-role', members)), 'change group role');
    const secret = { oldPassword: { type: 'str', value: 'hush' } };
    assert.doesNotMatch(await label('labelled-3', operation('opentouch-change-password', secret)), /hush/);
  });
});
