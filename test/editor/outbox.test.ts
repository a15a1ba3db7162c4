import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type EditorBrowser, editorSettings, openEditor, withoutBrowser } from '../support/browser.ts';
import { dismissDialog, openDialog } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { fresh, operation, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { fleetOrder } from '../support/partner-samples.ts';
import { clientSecret, type Orange, order, secret, startOrange } from '../support/partner-site.ts';

describe('what a partner keeps, in its dialog', { skip: withoutBrowser }, () => {
  let orange: Orange;
  let nodeRed: NodeRed;
  let editor: EditorBrowser;

  before(async () => {
    orange = await startOrange();
    nodeRed = await startNodeRed({ settings: editorSettings });
    const { url } = orange.recorder;
    const account = fresh('account', 'business-apps-partner', {
      register: false,
      orderMode: 'async',
      eventUrl: url,
      tokenUrl: `${url}/oauth/v3/token`,
      credentials: { inboundUser: 'orange', inboundSecret: secret, clientId: 'switchboard-demo', clientSecret },
    });
    const outbox = { ...fresh('outbox', 'business-apps-outbox', { account: 'account', news: ['parked'] }), z: 'tab' };
    const orders = {
      ...fresh('orders', 'business-apps-order', { account: 'account' }),
      z: 'tab',
      wires: [[], ['fleet'], [], []],
    };
    const fleet = { id: 'fleet', type: 'test-sink', z: 'tab', wires: [[]] };
    const news = { id: 'news', type: 'test-sink', z: 'tab', wires: [[]] };
    await nodeRed.deploy(
      tab(account, operation('business-apps-login'), { ...outbox, wires: [[], ['news']] }, news, orders, fleet),
    );
    editor = await openEditor(nodeRed.url);
  });
  after(async () => {
    await editor?.close();
    await nodeRed?.stop();
    await orange?.stop();
  });

  const events = () => editor.page.locator('[data-entry]');

  /** Has two events refused, one of each licence; a licence belongs to nobody here, so they hold each other up. */
  async function parked(): Promise<void> {
    orange.refuse(400);
    for (const licenceId of ['US-1', 'US-2']) {
      nodeRed.inject('operation', { payload: { licenceId, action: 'resetPassword' } });
      await nodeRed.next('out');
    }
    await nodeRed.next('news');
  }

  it('shows what Orange has not taken and why, sends it again and discards it', async () => {
    await parked();
    await openDialog(editor.page, 'account');
    await events().nth(1).waitFor();
    const text = await events().allInnerTexts();
    assert.match(String(text[0]), /parked.*US-1[\s\S]*400/);
    assert.match(String(text[1]), /US-2/);

    await events().first().locator('[data-action=discard]').dispatchEvent('click');
    await eventually(async () => (await events().count()) === 1, 'one event is left');
    await nodeRed.next('news');
    orange.refuse(undefined);
    await events().first().locator('[data-action=retry]').dispatchEvent('click');
    await eventually(
      () => orange.events().some(({ body }) => JSON.stringify(body).includes('US-2')),
      'it was sent again',
    );
    // It looks for itself what became of it.
    await eventually(async () => (await events().count()) === 0, 'nothing is left');
    assert.deepEqual(editor.complaints(), []);
    await dismissDialog(editor.page);
  });

  it('shows what no flow has answered, and hands it out again', async () => {
    const { id } = (await order(nodeRed, fleetOrder)).body;
    await nodeRed.next('fleet');
    await openDialog(editor.page, 'account');
    const row = editor.page.locator(`[data-entry="${id}"]`);
    await row.waitFor();
    assert.match((await row.textContent()) ?? '', /new fleet.*3 × Backup Pro[\s\S]*since .*due /);
    const handOut = row.locator('[data-action=hand-out]');
    assert.equal(await handOut.getAttribute('aria-label'), 'Hand out again: 3 × Backup Pro');
    await handOut.dispatchEvent('click');
    const again = await nodeRed.next('fleet');
    assert.deepEqual([(again['payload'] as { orderId: string }).orderId, again['redelivered']], [id, true]);
    assert.deepEqual(editor.complaints(), []);
    await dismissDialog(editor.page);
  });

  it('says so when the account is not deployed', async () => {
    await nodeRed.deploy([]);
    await openDialog(editor.page, 'account');
    await editor.page.getByText('no account is chosen, or it could not be started').first().waitFor();
    await dismissDialog(editor.page);
  });
});
