import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { acceptDialog, dismissDialog, enter, importNodes, nodeOf, openDialog } from '../support/dialogs.ts';
import { fresh, operation, type TypedValue } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { orangeAccount } from '../support/orange.ts';

const text = (value: string): TypedValue => ({ type: 'str', value });
const yes: TypedValue = { type: 'bool', value: 'true' };
const number = (value: string): TypedValue => ({ type: 'num', value });

/** Accounts of a partner that Orange logs in to in different ways, with or without what that takes. */
const partners = Object.entries({
  none: ['none', {}],
  basic: ['basic', { inboundUser: 'orange', inboundSecret: 'secret' }],
  bearer: ['bearer', { inboundSecret: 'secret' }],
  nobody: ['basic', { inboundSecret: 'secret' }],
  secretless: ['key', { inboundUser: 'orange' }],
} as const).map(([id, [inboundAuth, credentials]]) =>
  fresh(id, 'business-apps-partner', { path: `/${id}`, inboundAuth, credentials }),
);

describe('the dialog says what fits together', { skip: withoutBrowser }, () => {
  let red: NodeRed;
  let editor: EditorBrowser;
  let made = 0;

  before(async () => {
    red = await startNodeRed({ settings: editorSettings });
    const accounts = (['teaming', 'business-talk'] as const).map((system) =>
      orangeAccount(system, 'http://127.0.0.1:1', { id: system }),
    );
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, ...accounts, ...partners]);
    editor = await openEditor(red.url);
  });
  after(async () => {
    await editor?.close();
    await red?.stop();
  });
  afterEach(() => dismissDialog(editor.page));

  async function place(type: string, fields: Readonly<Record<string, TypedValue>>, fromPayload: boolean) {
    made += 1;
    const id = `rules-${made}`;
    const account = type.startsWith('teaming') ? 'teaming' : 'business-talk';
    const node = operation(type, fields, { account, fromPayload });
    await importNodes(editor.page, [{ ...node, id, z: 'tab', x: 300, y: 100, wires: [[]] }]);
    return id;
  }

  /** What the editor says of a node with these fields. */
  async function problems(
    type: string,
    fields: Readonly<Record<string, TypedValue>>,
    fromPayload = false,
  ): Promise<readonly string[]> {
    return (await nodeOf(editor.page, await place(type, fields, fromPayload))).problems;
  }

  const always = { service: text('callForwardingAlways'), active: yes };
  const forward = { forwardToPhoneNumber: text('0123456789') };
  const rings = { ...always, ...forward, service: text('callForwardingNoAnswer') };
  const services: readonly (readonly [string, Readonly<Record<string, TypedValue>>, RegExp | undefined, boolean?])[] = [
    ['a number is needed where calls are to go somewhere', always, /Forward to: a value is needed/],
    ['but may come from the message', always, undefined, true],
    ['and is not needed to switch off', { ...always, active: { type: 'bool', value: 'false' } }, undefined],
    ['nor where only a message tells whether to', { ...always, active: { type: 'msg', value: 'on' } }, undefined],
    ['nor for what forwards nothing', { ...always, service: text('doNotDisturb') }, undefined],
    ['a field of another service', { ...rings, ringSplash: yes }, /Ring once does not go with .* Service/, true],
    ['which only a message names', { ...rings, service: text('{{payload.s}}'), ringSplash: yes }, undefined],
    ['one ring', { ...rings, numberOfRings: number('1') }, /Rings: 1 is not possible/],
    ['as text, too', { ...rings, numberOfRings: text('1') }, /Rings: 1 is not possible/],
    ['two rings', { ...rings, numberOfRings: number('2') }, undefined],
    ['more rings than anybody waits for', { ...rings, numberOfRings: number('21') }, /at most 20/],
  ];
  for (const [what, fields, expected, fromPayload] of services) {
    it(`of services: ${what}`, async () => {
      const said = (await problems('teaming-set-service', fields, fromPayload)).join('; ');
      if (expected) assert.match(said, expected);
      else assert.equal(said, '');
    });
  }

  it('of an order: a code of two letters that nobody knows is fine, a name is not', async () => {
    const coverage = (iso2: string) => problems('business-talk-check-coverage', { iso2: text(iso2) });
    assert.deepEqual(await coverage('FR'), []);
    assert.deepEqual(await coverage('QX'), []);
    assert.deepEqual(await coverage('{{payload}}'), []);
    assert.match((await coverage('France')).join(), /FR, DE/);
  });

  it('and offers countries by their names while something is typed', async () => {
    const id = await place('business-talk-check-coverage', {}, true);
    await openDialog(editor.page, id);
    const input = editor.page.locator('#telephony-field-iso2 + .red-ui-typedInput-container .red-ui-typedInput-input');
    await input.pressSequentially('germ');
    const offered = editor.page.locator('.red-ui-autoComplete-container a');
    await offered.first().waitFor();
    assert.deepEqual(await offered.allTextContents(), ['DE – Germany']);
    await offered.first().click();
    await acceptDialog(editor.page);
    assert.deepEqual((await nodeOf(editor.page, id)).stored['fields'], { iso2: text('DE') });
    assert.deepEqual(editor.complaints(), []);
  });

  it('and takes a kind of event that it does not offer', async () => {
    const id = await place('teaming-create-subscription', {}, true);
    await openDialog(editor.page, id);
    await enter(editor.page, 'eventType', 'str', 'Of Tomorrow');
    await acceptDialog(editor.page);
    const { stored, problems: said } = await nodeOf(editor.page, id);
    assert.deepEqual(stored['fields'], { eventType: text('Of Tomorrow') });
    assert.deepEqual(said, []);
  });

  it('of a partner: how Orange logs in says what it takes', async () => {
    const missing = async (id: string) => {
      await openDialog(editor.page, id);
      const marked = editor.page.locator('.red-ui-tray[style*="right: 0px"] input.input-error');
      const names = await marked.evaluateAll((inputs) => inputs.map(({ id: name }) => name.replace(/.*-/, '')));
      await dismissDialog(editor.page);
      return names;
    };
    assert.deepEqual(await missing('none'), []);
    assert.deepEqual(await missing('basic'), []);
    assert.deepEqual(await missing('bearer'), []);
    assert.deepEqual(await missing('nobody'), ['inboundUser']);
    assert.deepEqual(await missing('secretless'), ['inboundSecret']);
  });
});
