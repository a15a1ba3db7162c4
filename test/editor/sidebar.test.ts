import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { dismissDialog } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { fresh, operation, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { alice, connected } from '../support/opentouch-site.ts';

const wrong = { login: 'bob', password: 'not-the-password-of-bob' };

/** The browser is told the action by its name, as a key that a user has given it would. */
const show = (id: string) => `RED.sidebar.show('${id}')`;

describe('the sidebar', { skip: withoutBrowser }, () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let editor: EditorBrowser;
  let asked = 0;

  before(async () => {
    simulator = await startSimulator({ port: 0 });
    nodeRed = await startNodeRed({ settings: editorSettings });
    const url = `${simulator.url}/api/rest`;
    const calls = fresh('calls', 'telephony-calls', {
      z: 'tab',
      system: 'opentouch',
      server: 'well',
      wires: [['out']],
    });
    await nodeRed.deploy([
      ...tab(
        fresh('well', 'opentouch-server', { name: 'Reception', url, credentials: alice }),
        fresh('ill', 'opentouch-server', { url, credentials: wrong }),
        calls,
        fresh('events', 'opentouch-events', { z: 'tab', server: 'ill', wires: [[]] }),
      ),
      { id: 'other', type: 'tab', label: 'Other' },
      operation('opentouch-hold-call', {}, { z: 'other', server: 'well', name: 'Hold it' }),
    ]);
    await nodeRed.untilStatus('calls', connected);
    await nodeRed.untilStatus('events', ({ fill }) => fill === 'red');
    editor = await openEditor(nodeRed.url);
    editor.page.on('request', (request) => {
      if (request.url().includes('telephony/overview')) asked += 1;
    });
  });
  after(async () => {
    await editor?.close();
    await nodeRed?.stop();
    await simulator?.stop();
  });

  const place = () => editor.page.locator('.st-sidebar');
  const textOf = async (shown: Locator) => (await shown.textContent()) ?? '';
  const section = (name: string) => place().getByRole('region', { name });
  const row = (name: string, text: string) => section(name).locator('ul > li').filter({ hasText: text }).first();

  it('shows how accounts stand, since when, and what they heard last', async () => {
    await editor.page.evaluate(show('switchboard-telephony'));
    const well = row('Accounts', 'Reception');
    await well.getByText('connected', { exact: true }).waitFor();
    assert.match(await textOf(well), /Connected since \d+:\d\d[\s\S]*Last heard at \d+:\d\d/);
    assert.ok((await textOf(well)).includes(`${simulator.url}/api/rest`));
    const ill = row('Accounts', 'stopped');
    assert.match(await textOf(ill), /password/);
    assert.match(await textOf(ill), /1 of 1 event sources not connected/);
    assert.deepEqual(editor.complaints(), []);
  });

  it('shows the calls of now, and what happened last', async () => {
    await section('Calls now').getByText('Nobody is on the telephone.').waitFor();
    const call = { from: '+33612345678', to: '1001' };
    const placed = await fetch(`${simulator.url}/simulator/calls`, { method: 'POST', body: JSON.stringify(call) });
    assert.ok(placed.ok, await placed.text());
    const shown = row('Calls now', '+33612345678');
    await shown.getByText(/^ringing since \d+:\d\d/).waitFor();
    assert.match(await textOf(shown), /→ alice/);
    await row('Accounts', 'Reception')
      .getByText(/Last event at .*ringing/)
      .waitFor();
  });

  it('shows an error with a way to its node, which works by keyboard', async () => {
    await section('Last errors').getByText('password').first().waitFor();
    nodeRed.inject('operation', { payload: {} });
    const error = row('Last errors', 'Hold it');
    await error.getByText(/callRef is missing/).waitFor();
    await error.getByRole('button', { name: 'Hold it' }).focus();
    await editor.page.keyboard.press('Enter');
    await eventually(() => editor.page.evaluate(`RED.workspaces.active() === 'other'`), 'the tab of the node');
    // The same again is the same line, and whoever has the focus in it keeps it.
    await error.getByRole('button', { name: 'Hold it' }).focus();
    nodeRed.inject('operation', { payload: {} });
    await error.getByText(/, 2 times$/).waitFor();
    assert.equal(
      await section('Last errors')
        .getByText(/callRef is missing/)
        .count(),
      1,
    );
    assert.equal(await editor.page.evaluate('document.activeElement.textContent'), 'Hold it');
  });

  it('opens an account', async () => {
    await row('Accounts', 'Reception').getByRole('button', { name: 'Reception' }).click();
    await editor.page.locator('#node-config-input-name, #telephony-name').first().waitFor();
    await dismissDialog(editor.page);
  });

  it('copies what helps whoever is asked for help, without a secret', async () => {
    await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await place().getByRole('button', { name: 'Copy diagnostics' }).click();
    const text = String(await editor.page.evaluate('navigator.clipboard.readText()'));
    assert.match(text, /^Telephony nodes \d+\.\d+\.\d+, Node-RED \d+\.\d+\.\d+[^ ]*, Node\.js v\d+/);
    assert.match(text, /- opentouch-server well "Reception" http:\/\/127\.0\.0\.1:\d+\/…: connected/);
    assert.match(text, /- opentouch-server ill .*: stopped/);
    assert.match(text, /^Calls: 1$/m);
    assert.match(text, /opentouch-hold-call operation "Hold it" INVALID_INPUT: .*callRef is missing/);
    for (const secret of [alice.password, wrong.password, '+33612345678']) assert.ok(!text.includes(secret), secret);
    assert.deepEqual(editor.complaints(), []);
  });

  it('asks nothing while it cannot be seen, and goes on when it can', async () => {
    for (const hide of [show('info'), `RED.actions.invoke('core:toggle-sidebar')`]) {
      await editor.page.evaluate(show('switchboard-telephony'));
      await eventually(() => place().isVisible(), 'it can be seen');
      await editor.page.evaluate(hide);
      await eventually(async () => !(await place().isVisible()), 'it cannot be seen');
      // What is under way comes to its end; longer than one pause nothing else is asked.
      await editor.page.waitForLoadState('networkidle');
      const hidden = asked;
      await editor.page.waitForTimeout(2500);
      assert.equal(asked, hidden, hide);
    }
    const before = asked;
    await editor.page.evaluate(show('switchboard-telephony'));
    await eventually(() => asked > before, 'it asks again');
  });

  it('says so when Node-RED does not answer, and forgets it when it does', async () => {
    await editor.page.route('**/telephony/overview', (route) => route.abort());
    await place().getByRole('status').getByText('Node-RED does not answer.').waitFor();
    await editor.page.unroute('**/telephony/overview');
    await place().getByRole('status').waitFor({ state: 'hidden' });
    editor.complaints();
  });
});
