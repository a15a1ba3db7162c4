import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
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

/** A fleet, ordered while the register completes orders. */
async function fleet(userServiceQuantity = 50): Promise<{ fleetId: string; ids: string[] }> {
  await at.order(red, customerOrder);
  const [item] = fleetOrder['orderItem'] as [Json];
  const customer = { externalReference: { type: 'orange', id: 'ORG-445566' } };
  const { body } = await at.order(red, {
    ...fleetOrder,
    customer,
    orderItem: [{ ...item, productRef: { userServiceQuantity } }],
  });
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

test('an update of 10,000 licences is made as a whole, and everything else goes on meanwhile', async () => {
  const properties = { directory: `${red.userDir}/large`, automatic: true };
  await red.deploy(at.site(at.partner(orange, properties)));
  const { fleetId, ids } = await fleet(10_000);
  assert.equal(ids.length, 10_000);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const body = { userService: ids.map((id) => ({ id, externalState: 'suspended' })) };
  delay.enable();
  const start = performance.now();
  const { status, body: answer } = await at.update(red, body);
  const took = performance.now() - start;
  delay.disable();
  assert.equal(status, 200);
  assert.equal((answer['userService'] as Json[]).length, 10_000);
  // In one go it was four fifths; a bound in milliseconds would be one on the machine.
  assert.ok(delay.max / 1e6 < took / 3, `nothing else was done for ${delay.max / 1e6} of ${took} ms`);
  const states = new Set((await at.consult(red, fleetId)).map(({ externalState }) => externalState));
  assert.deepEqual([...states], ['suspended']);
  const [first, ...others] = body.userService;
  const refused = await at.update(red, { userService: [...others, { ...first, id: 'US-UNKNOWN' }] });
  assert.equal(refused.body['state'], 'failed', 'one that is not there');
});

function ordersTold({ events }: at.Orange): unknown[] {
  return events().map(({ body }) => (body['resource'] as Json)['id']);
}
