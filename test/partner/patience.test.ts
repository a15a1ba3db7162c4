import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { eventually } from '../support/eventually.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { customerOrder, fleetOrder, suspension } from '../support/partner-samples.ts';
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

const flow = (properties: object, ...nodes: readonly FlowNode[]) =>
  at.site(at.partner(orange, { directory: `${red.userDir}/state-${run}`, ...properties }), ...nodes);
const place = (properties: object, ...nodes: readonly FlowNode[]) => red.deploy(flow(properties, ...nodes));

/** With a customer in the register, for whom fleets can be ordered. */
async function placeKnowing(properties: object, ...nodes: readonly FlowNode[]): Promise<void> {
  await place(properties);
  assert.equal((await at.order(red, customerOrder)).body['state'], 'completed');
  await place(properties, ...nodes);
}

const resource = (index = 0) => orange.events()[index]?.body['resource'] as Json;

test('a flow that does not reply in time: acknowledged, still open, and the late reply becomes an event', async () => {
  await placeKnowing({ deadline: '1' }, ...at.orders());
  const started = Date.now();
  const answer = await at.order(red, fleetOrder);
  assert.ok(Date.now() - started >= 950, 'it did not wait for the flow');
  assert.deepEqual([answer.status, answer.body['state']], [201, 'acknowledged']);
  const replied = await at.reply(red, await red.next('fleet'), 'complete', { fleetId: 'F-1' });
  await eventually(() => orange.events().length === 1, 'the event');
  assert.deepEqual([resource()['id'], resource()['state']], [answer.body['id'], 'completed']);
  assert.equal(typeof replied['eventId'], 'string');
});

test('a flow that does not reply in time: failed, if the account says so, and the late reply is an error', async () => {
  await placeKnowing({ deadline: '1', atDeadline: 'fail' }, ...at.orders(), ...at.changes());
  const answer = await at.order(red, fleetOrder);
  assert.deepEqual([answer.status, answer.body['state']], [201, 'failed']);
  assert.match(String((answer.body['note'] as Json)['text']), /deadline/);
  const late = await at.refusedReply(red, await red.next('fleet'), 'complete', { fleetId: 'F-1' });
  assert.equal(late.code, 'CONFLICT');
  assert.deepEqual(await at.consult(red, 'F-1'), []);
  assert.deepEqual(orange.events(), []);
});

test('a consultation that no flow answers in time is refused', async () => {
  await place({ deadline: '1', register: false }, ...at.consultations());
  const answer = await at.ask(red, `${at.licencesPath}?productRefId=F-1`);
  assert.deepEqual([answer.status, answer.body['code']], [503, 5]);
  const { code, message } = (await red.next('errors'))['error'] as { code: string; message: string };
  assert.equal(code, 'REQUEST_OVERDUE');
  assert.match(message, /no flow has answered the consultation of fleet F-1 within the deadline/);
  const late = await at.refusedReply(red, await red.next('consulted'), 'complete', { licences: [] });
  assert.match(late.code, /^(CONFLICT|NOT_FOUND)$/);
});

test('a flow may acknowledge what is synchronous, and say the rest later', async () => {
  await placeKnowing({}, ...at.orders());
  const answer = at.order(red, fleetOrder);
  const message = await red.next('fleet');
  const acknowledged = await at.reply(red, message, 'acknowledge');
  assert.deepEqual((await answer).body, acknowledged['payload']);
  assert.equal((await answer).body['state'], 'acknowledged');
  await at.reply(red, message, 'failed', { note: 'no stock' });
  await eventually(() => orange.events().length === 1, 'the event');
  assert.equal(resource()['state'], 'failed');
});

test('a second reply is an error, and so is one in part, to nothing, or to something unheard of', async () => {
  await placeKnowing({}, ...at.orders());
  const answer = at.order(red, fleetOrder);
  const message = await red.next('fleet');
  const partial = await at.refusedReply(red, message, 'partial');
  assert.deepEqual([partial.code, partial.cause.field], ['INVALID_INPUT', 'action']);
  const wrong = await at.refusedReply(red, message, 'complete', { licences: 'three' });
  assert.deepEqual([wrong.code, wrong.cause.field], ['INVALID_INPUT', 'licences']);
  const tooMany = await at.refusedReply(red, message, 'complete', { licences: [{}, {}, {}, {}] });
  assert.equal(tooMany.code, 'INVALID_INPUT');
  await at.reply(red, message, 'complete');
  assert.equal((await answer).body['state'], 'completed');
  for (const action of ['complete', 'fail', 'complete']) {
    assert.equal((await at.refusedReply(red, message, action)).code, 'CONFLICT');
  }
  const nothing = await at.refusedReply(red, { payload: 1 }, 'complete');
  assert.deepEqual([nothing.code, nothing.cause.field], ['INVALID_INPUT', 'request']);
  assert.equal((await at.refusedReply(red, { request: 'PO-unheard-of' }, 'complete')).code, 'NOT_FOUND');
});

test('an approval needs nothing but the id of the request', async () => {
  await placeKnowing({ orderMode: 'async' }, ...at.orders());
  const { id } = (await at.order(red, fleetOrder)).body;
  await at.reply(red, { request: id }, 'complete', { fleetId: 'F-7' });
  await eventually(() => orange.events().length === 1, 'the event');
  assert.equal(resource()['id'], id);
});

test('an order that is sent again is not carried out again, whatever has become of it', async () => {
  await placeKnowing({}, ...at.orders());
  const first = at.order(red, fleetOrder);
  const message = await red.next('fleet');
  const meanwhile = at.order(red, fleetOrder);
  await at.reply(red, message, 'complete', { fleetId: 'F-1' });
  const texts = [(await first).text, (await meanwhile).text, (await at.order(red, fleetOrder)).text];
  assert.deepEqual(new Set(texts).size, 1);
  assert.equal((await at.consult(red, 'F-1')).length, 3);
  assert.deepEqual(red.waiting('fleet'), []);
});

test('what is open when Node-RED stops the flows comes again, marked, and can be replied to', async () => {
  const nodes = [...at.orders(), ...at.changes()];
  await placeKnowing({ orderMode: 'async' }, ...nodes);
  const { id } = (await at.order(red, fleetOrder)).body;
  const before = await red.next('fleet');
  assert.equal(before['redelivered'], undefined);
  const waiting = at.order(red, { ...customerOrder, customer: { tradingName: 'Another' } });
  await red.next('customer');

  await place({ orderMode: 'async' }, ...nodes);
  // Who was waiting when the flows were stopped has been told that it takes longer.
  assert.equal((await waiting).body['state'], 'acknowledged');
  const again = await red.next('fleet');
  assert.deepEqual([again['redelivered'], (again['payload'] as Json)['orderId']], [true, id]);
  assert.deepEqual(again['payload'], before['payload']);
  assert.deepEqual((again['request'] as Json)['body'], (before['request'] as Json)['body']);
  assert.equal((await red.next('customer'))['redelivered'], true);
  // The message of the old flow is as good as the new one, and one of them is enough.
  await at.reply(red, before, 'complete', { fleetId: 'F-1' });
  assert.equal((await at.refusedReply(red, again, 'complete')).code, 'CONFLICT');

  await place({ orderMode: 'async' }, ...nodes);
  assert.equal((await red.next('customer'))['topic'], 'customer');
  assert.deepEqual(red.waiting('fleet'), []);
});

test('who waits while only a source is deployed anew gets the answer of its new flow', async () => {
  await placeKnowing({}, ...at.orders());
  const answer = at.order(red, fleetOrder);
  await red.next('fleet');
  // Credentials that are sent anew would have the account deployed, too.
  const renamed = flow({}, ...at.orders()).map(({ credentials: _, ...node }) =>
    node.id === 'business-apps-order' ? { ...node, name: 'renamed' } : node,
  );
  await red.deploy(renamed, 'nodes');
  const again = await red.next('fleet');
  assert.equal(again['redelivered'], true);
  await at.reply(red, again, 'complete', { fleetId: 'F-1' });
  assert.equal((await answer).body['state'], 'completed');
});

test('Orange notices nothing of a deployment', async () => {
  await place({ automatic: true });
  let deployed = false;
  const statuses: number[] = [];
  const asking = (async () => {
    while (!deployed) statuses.push((await at.ask(red, '/ping')).status);
  })();
  for (let count = 0; count < 5; count += 1) await place({ automatic: true, name: String(count) });
  deployed = true;
  await asking;
  assert.ok(statuses.length >= 5);
  assert.deepEqual(new Set(statuses), new Set([200]));
});

test('an account that is gone leaves nothing at its address', async () => {
  await place({});
  await red.deploy([]);
  assert.equal((await fetch(`${red.url}/business-apps/ping`)).status, 404);
});

test('an order that nobody takes is kept nowhere, and taken as soon as somebody does', async () => {
  await placeKnowing({}, ...at.changes());
  const refused = await at.order(red, fleetOrder);
  assert.deepEqual([refused.status, refused.body['code']], [503, 5]);
  await place({}, ...at.changes(), ...at.orders());
  const answer = at.order(red, fleetOrder);
  const message = await red.next('fleet');
  assert.equal(message['redelivered'], undefined);
  await at.reply(red, message, 'complete', { fleetId: 'F-1' });
  assert.equal((await answer).status, 201);
});

test('an event that Orange refuses for good is told to the Catch nodes', async () => {
  await placeKnowing({ orderMode: 'async' }, ...at.orders());
  orange.refuse(400);
  try {
    await at.order(red, fleetOrder);
    await at.reply(red, await red.next('fleet'), 'complete', { fleetId: 'F-1' });
    const { error } = await red.next('errors');
    assert.equal((error as { code: string }).code, 'EVENT_PARKED');
  } finally {
    orange.refuse(undefined);
  }
});

test('without the register a change is what the flow says', async () => {
  await place({ register: false }, ...at.changes());
  const answer = at.update(red, suspension);
  await at.reply(red, await red.next('state'), 'complete');
  assert.deepEqual((await answer).body, {
    state: 'completed',
    userService: [
      { id: 'US-1', externalState: 'suspended', state: 'inactive' },
      { id: 'US-2', externalState: 'suspended', state: 'inactive' },
    ],
  });
});
