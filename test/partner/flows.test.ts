import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { eventually } from '../support/eventually.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { customerOrder, deletion, fleetOrder, licencesOrder, suspension, swap } from '../support/partner-samples.ts';
import * as at from '../support/partner-site.ts';

let red: NodeRed;
let orange: at.Orange;
let run = 0;

before(async () => {
  orange = await at.startOrange();
  red = await startNodeRed();
});
after(async () => {
  await red.stop();
  await orange.stop();
});
beforeEach(() => {
  orange.recorder.requests.length = 0;
  run += 1;
});

/** Deploys with a state of its own. */
const place = (properties: object, ...nodes: readonly FlowNode[]) =>
  red.deploy(at.site(at.partner(orange, { directory: `${red.userDir}/state-${run}`, ...properties }), ...nodes));

const payload = (message: Message) => message['payload'] as Json;
const request = (message: Message) => message['request'] as Json;
const item = (answer: at.Answer) => (answer.body['orderItem'] as Json[])[0] as Json;

test('UC1 to UC3 in sync: the flow completes, and the reply is the answer', async () => {
  await place({}, ...at.orders());
  const customer = at.order(red, customerOrder);
  const first = await red.next('customer');
  assert.equal(first['topic'], 'customer');
  assert.equal((payload(first)['customer'] as Json)['name'], 'ACME France');
  assert.deepEqual(request(first)['body'], customerOrder);
  await at.reply(red, first, 'complete', { customerId: 'CUST-0001', contactIds: ['CT-0001', 'CT-0002'] });
  const created = await customer;
  assert.equal(created.status, 201);
  assert.equal(created.body['id'], payload(first)['orderId']);
  assert.equal(created.body['state'], 'completed');
  assert.equal((created.body['customer'] as Json)['id'], 'CUST-0001');
  assert.deepEqual(
    (created.body['relatedContact'] as Json[]).map(({ id }) => id),
    ['CT-0001', 'CT-0002'],
  );

  const fleet = at.order(red, fleetOrder);
  const second = await red.next('fleet');
  assert.deepEqual([payload(second)['useCase'], payload(second)['quantity']], ['fleet', 3]);
  await at.reply(red, second, 'complete', { fleetId: 'FLEET-0001', licences: [{ id: 'US-1' }, { id: 'US-2' }] });
  assert.deepEqual(item(await fleet)['productRef'], { id: 'FLEET-0001', userServiceQuantity: 3 });

  const more = at.order(red, licencesOrder);
  const third = await red.next('licences');
  assert.equal(payload(third)['fleetId'], 'FLEET-0001');
  const replied = await at.reply(red, third, 'complete', {});
  const grown = await more;
  assert.deepEqual(payload(replied), grown.body);
  assert.equal(replied['eventId'], undefined);
  assert.equal((await at.consult(red, 'FLEET-0001')).length, 5);
  assert.deepEqual(orange.events(), []);
});

test('UC2 and UC3 in async: acknowledged at once, completed and failed by events', async () => {
  await place({ orderMode: 'async', automatic: true }, ...at.orders(['', 'fleet', 'licences']));
  await at.order(red, customerOrder);
  const answer = await at.order(red, fleetOrder);
  assert.deepEqual([answer.status, answer.body['state'], at.fleetIn(answer.body)], [201, 'acknowledged', undefined]);
  const message = await red.next('fleet');
  assert.equal(payload(message)['orderId'], answer.body['id']);
  const replied = await at.reply(red, message, 'complete', { fleetId: 'FLEET-0001' });
  await eventually(() => orange.events().length === 1, 'the event');
  const [event] = orange.events();
  assert.equal(event?.path, '/mba2/productordering/v2/event');
  assert.equal(event?.body['type'], 'completedStateNotification');
  assert.deepEqual(event?.body['resource'], payload(replied));
  assert.equal(at.fleetIn(event?.body['resource'] as Json), 'FLEET-0001');
  assert.equal(typeof replied['eventId'], 'string');

  await at.order(red, licencesOrder);
  await at.reply(red, await red.next('licences'), 'fail', { note: 'sold out' });
  await eventually(() => orange.events().length === 2, 'the second event');
  const resource = orange.events()[1]?.body['resource'] as Json;
  assert.equal(orange.events()[1]?.body['type'], 'failedStateNotification');
  assert.deepEqual([resource['state'], (resource['note'] as Json)['text']], ['failed', 'sold out']);
  assert.equal((await at.consult(red, 'FLEET-0001')).length, 3);
});

test('UC2 to UC4 of licences, by a flow, in sync', async () => {
  await place({ automatic: true }, ...at.changes(), ...at.orders(['', 'fleet', '']));
  await fleetOf(['US-1', 'US-2']);
  const cases: [Json, string, object][] = [
    [suspension, 'state', { 'US-1': 'suspended', 'US-2': 'suspended' }],
    [swap, 'offer', { 'US-1': 'suspended', 'US-2': 'suspended' }],
    [deletion, 'delete', { 'US-1': 'suspended' }],
  ];
  for (const [body, sink, left] of cases) {
    const answer = at.update(red, body);
    const message = await red.next(sink);
    assert.deepEqual([message['topic'], payload(message)['useCase']], [sink, sink]);
    await at.reply(red, message, 'complete');
    const { status, body: update } = await answer;
    assert.deepEqual([status, update['state']], [200, 'completed']);
    const licences = await at.consult(red, 'FLEET-0001');
    assert.deepEqual(Object.fromEntries(licences.map(({ id, externalState }) => [id, externalState])), left);
  }
  const [licence] = await at.consult(red, 'FLEET-0001');
  const offering = licence?.['productOffering'] as Json;
  assert.deepEqual(offering['externalReference'], { type: 'orange', id: 'MBA-BACKUP-PREMIUM' });
});

test('a flow may say no to a change; nothing is changed then', async () => {
  await place({ automatic: true, changeMode: 'async' }, ...at.changes(), ...at.orders(['', 'fleet', '']));
  await fleetOf(['US-1', 'US-2']);
  const answer = await at.update(red, suspension);
  assert.deepEqual([answer.status, answer.body], [200, { state: 'acknowledged', ...suspension }]);
  await at.reply(red, await red.next('state'), 'fail', { note: 'in use' });
  await eventually(() => orange.events().length === 1, 'the event');
  const { path, body } = orange.events()[0] as { path: string; body: Json };
  assert.deepEqual([path, body['type']], ['/mba2/userservice/v2/event', 'updateNotification']);
  const resource = body['resource'] as Json;
  assert.equal(resource['state'], 'failed');
  assert.deepEqual(
    (resource['userService'] as Json[]).map(({ externalState }) => externalState),
    ['active', 'active'],
  );
});

test('without a flow the register does changes, customers, and orders if it may', async () => {
  await place({ automatic: true });
  assert.equal((await at.order(red, customerOrder)).body['state'], 'completed');
  const fleetId = String(at.fleetIn((await at.order(red, fleetOrder)).body));
  const ids = (await at.consult(red, fleetId)).map(({ id }) => String(id));
  assert.equal(ids.length, 3);
  const userService = ids.map((id) => ({ id, externalState: 'suspended' }));
  const suspended = await at.update(red, { userService });
  assert.equal(suspended.body['state'], 'completed');
  assert.ok((await at.consult(red, fleetId)).every(({ state }) => state === 'inactive'));

  await place({ automatic: false });
  assert.equal((await at.order(red, { ...customerOrder, orderDate: 'x' })).body['state'], 'completed');
  const refused = await at.order(red, { ...fleetOrder, orderDate: 'x' });
  assert.deepEqual([refused.status, refused.body['code']], [503, 5]);
});

test('a consultation is answered by a flow that asks for it, in plain fields or in those of Orange', async () => {
  await place({ register: false }, ...at.consultations());
  const cases: [string, string, object][] = [
    ['?productRefId=F-1', 'fleet', { fleetId: 'F-1' }],
    ['?id=US-1,US-2', 'ids', { ids: ['US-1', 'US-2'] }],
    ['/US-1', 'id', { ids: ['US-1'] }],
  ];
  for (const [path, topic, expected] of cases) {
    const answer = at.ask(red, at.licencesPath + path);
    const message = await red.next('consulted');
    assert.deepEqual([message['topic'], payload(message)], [topic, expected]);
    const plain = { id: 'US-1', fleetId: 'F-1', state: 'active', offer: { reference: 'MBA' } };
    const raw = { id: 'US-2', relatedProductRefId: 'F-1', state: 'inactive' };
    await at.reply(red, message, 'complete', { licences: [plain, raw] });
    assert.deepEqual((await answer).body, [
      {
        id: 'US-1',
        relatedProductRefId: 'F-1',
        state: 'active',
        productOffering: { externalReference: { type: 'orange', id: 'MBA' } },
      },
      raw,
    ]);
    const again = await at.refusedReply(red, message, 'complete', { licences: [] });
    assert.equal(again.code, 'CONFLICT');
  }
  const none = at.ask(red, `${at.licencesPath}/US-9`);
  await at.reply(red, await red.next('consulted'), 'complete', { licences: [] });
  assert.deepEqual([(await none).status, (await none).body['code']], [404, 60]);
});

/** A fleet `FLEET-0001` with licences of these ids. */
async function fleetOf(ids: readonly string[]): Promise<void> {
  await at.order(red, customerOrder);
  const [item] = fleetOrder['orderItem'] as [Json];
  const quantity = { ...item, productRef: { userServiceQuantity: ids.length } };
  const answer = at.order(red, { ...fleetOrder, orderItem: [quantity] });
  const licences = ids.map((id) => ({ id }));
  await at.reply(red, await red.next('fleet'), 'complete', { fleetId: 'FLEET-0001', licences });
  assert.equal((await answer).body['state'], 'completed');
}
