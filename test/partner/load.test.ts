import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { eventually } from '../support/eventually.ts';
import { fresh } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { load } from '../support/partner-load.ts';
import { customerOrder, fleetOrder } from '../support/partner-samples.ts';
import * as at from '../support/partner-site.ts';

let red: NodeRed;
let orange: at.Orange;

before(async () => {
  orange = await at.startOrange();
  red = await startNodeRed();
});
after(async () => {
  await red.stop();
  await orange.stop();
});

/** A fleet of fifty, ordered while the register completes orders. */
async function fleet(): Promise<{ fleetId: string; ids: string[] }> {
  await at.order(red, customerOrder);
  const [item] = fleetOrder['orderItem'] as [Json];
  const customer = { externalReference: { type: 'orange', id: 'ORG-445566' } };
  const fifty = { ...fleetOrder, customer, orderItem: [{ ...item, productRef: { userServiceQuantity: 50 } }] };
  const { body } = await at.order(red, fifty);
  const fleetId = String(at.fleetIn(body));
  return { fleetId, ids: (await at.consult(red, fleetId)).map(({ id }) => String(id)) };
}

for (const orderMode of ['sync', 'async']) {
  test(`600 requests at once of all kinds, orders through a flow, ${orderMode}: none fails and none is lost`, async () => {
    const properties = { directory: `${red.userDir}/${orderMode}`, orderMode };
    await red.deploy(at.site(at.partner(orange, { ...properties, orderMode: 'sync', automatic: true })));
    const { fleetId, ids } = await fleet();
    const orders = at.orders(['', 'reply', 'reply']).filter(({ type }) => type !== 'test-sink');
    const yes = { ...fresh('reply', 'business-apps-reply'), z: 'tab', wires: [[]] };
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, at.partner(orange, properties), ...orders, yes]);
    const { authorization } = at;
    const result = await load({
      url: `${red.url}/business-apps`,
      authorization,
      fleetId,
      ids,
      count: 600,
      parallel: 100,
    });
    assert.deepEqual(result.errors, []);
    const size = async () => (await at.consult(red, fleetId)).length;
    await eventually(async () => (await size()) === 50 + result.ordered, 'all that was ordered');
    if (orderMode === 'async') {
      await eventually(() => new Set(ordersTold(orange)).size === result.ordered, 'an event for each order', 30_000);
    }
  });
}

function ordersTold({ events }: at.Orange): unknown[] {
  return events().map(({ body }) => (body['resource'] as Json)['id']);
}
