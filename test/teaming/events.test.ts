import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { tab } from '../support/flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { orangeAccount } from '../support/orange.ts';
import { call, notification, post, xmlNotification } from '../support/teaming-notify.ts';
import { type Platform, type Subscribed, startPlatform } from '../support/teaming-platform.ts';
import { sink, source, subscribed } from '../support/teaming-site.ts';

let red: NodeRed;
let platform: Platform;
before(async () => {
  red = await startNodeRed();
});
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(async () => {
  await red.deploy([]);
  await platform.stop();
});
after(() => red.stop());

async function deploy(...nodes: FlowNode[]): Promise<void> {
  const account = orangeAccount('teaming', platform.url, { userId: 'alice@example.com' });
  await red.deploy(tab(account, ...nodes, sink('heard')));
  for (const { id, type } of nodes) if (type === 'teaming-events') await red.untilStatus(id, subscribed);
}

const send = (to: Subscribed, ...rest: [number, Record<string, unknown>?]) =>
  post(to.callBackUrl, notification(to, ...rest));

test('a notification in JSON is a message in plain fields', async () => {
  await deploy(source('source'));
  const subscription = platform.only();
  const begin = Date.now();
  const raw = notification(subscription, 7);
  assert.equal(await post(subscription.callBackUrl, raw), 204);
  const { _msgid, event, ...rest } = (await red.next('heard')) as Message & { event: { receivedAt: string } };
  assert.equal(typeof _msgid, 'string');
  assert.deepEqual(rest, {
    topic: 'alerting',
    payload: {
      event: 'alerting',
      type: 'CallReceivedEvent',
      userId: 'alice@example.com',
      eventType: 'Basic Call',
      eventId: raw.eventId,
      sequenceNumber: 7,
      subscriptionId: subscription.subscriptionId,
      callId: call.callId,
      externalTrackingId: call.externalTrackingId,
      direction: 'incoming',
      state: 'Alerting',
      remote: { number: '+33123456789', name: 'Bob' },
      times: { start: '2026-03-02T09:15:00.000Z' },
      raw,
    },
  });
  const { receivedAt, ...facts } = event;
  assert.deepEqual(facts, { system: 'teaming', package: 'Basic Call', userId: 'alice@example.com' });
  assert.ok(Date.parse(receivedAt) >= begin && Date.parse(receivedAt) <= Date.now());
});

test('one in XML is the same message, whatever its prefixes and its media type', async () => {
  await deploy(source('source'));
  const subscription = platform.only();
  const prefixes = [['xsi', 'xsi1'], ['ns0', 'i'], ['e-1', 'xsi']] as const; // biome-ignore format: pairs
  for (const [index, pair] of prefixes.entries()) {
    const xml = xmlNotification(subscription, index + 1, pair);
    const type = ['application/xml; charset=UTF-8', 'text/xml', 'application/json'][index];
    assert.equal(await post(subscription.callBackUrl, xml, type), 204);
    const { topic, payload } = (await red.next('heard')) as { topic: string; payload: Record<string, unknown> };
    const { eventId, ...rest } = payload;
    assert.equal(typeof eventId, 'string');
    assert.equal(topic, 'alerting');
    assert.deepEqual(rest, {
      event: 'alerting',
      type: 'CallReceivedEvent',
      userId: 'alice@example.com',
      eventType: 'Basic Call',
      sequenceNumber: index + 1,
      subscriptionId: subscription.subscriptionId,
      callId: call.callId,
      externalTrackingId: call.externalTrackingId,
      direction: 'incoming',
      state: 'Alerting',
      remote: { number: '+33123456789', name: 'Bob & Éva' },
      times: { start: '2026-03-02T09:15:00.000Z' },
      raw: xml,
    });
  }
});

test('what nobody knows is passed on as it is', async () => {
  await deploy(source('source'));
  const subscription = platform.only();
  const strange = [
    notification(subscription, 1, { eventData: { type: 'CallTeleportedEvent', whither: 'elsewhere' } }),
    { hello: ['world'] },
    'a text',
    42,
  ];
  for (const raw of strange) {
    assert.equal(await post(subscription.callBackUrl, JSON.stringify(raw)), 204);
    const { topic, payload } = (await red.next('heard')) as { topic: string; payload: { event: string; raw: unknown } };
    assert.deepEqual([topic, payload.event, payload.raw], ['other', 'other', raw]);
  }
  assert.equal(await post(subscription.callBackUrl, '<strange><thing n="1"/></strange>', 'text/xml'), 204);
  const { topic, payload } = (await red.next('heard')) as { topic: string; payload: { raw: unknown } };
  assert.deepEqual([topic, payload.raw], ['other', '<strange><thing n="1"/></strange>']);
});

test('several in one body are several messages', async () => {
  await deploy(source('source'));
  const subscription = platform.only();
  const both = [notification(subscription, 1), notification(subscription, 2)];
  assert.equal(await post(subscription.callBackUrl, both), 204);
  for (const { eventId } of both) {
    const { payload } = (await red.next('heard')) as { payload: { eventId: string } };
    assert.equal(payload.eventId, eventId);
  }
});

test('each event comes once, however often it is sent and however many nodes there are', async () => {
  await deploy(source('source'), source('second', { wires: [['two']] }), sink('two'));
  assert.equal(platform.count('POST /subscriptions'), 1);
  const subscription = platform.only();
  const events = [1, 2, 3].map((number) => notification(subscription, number));
  for (const event of [...events, ...events]) assert.equal(await post(subscription.callBackUrl, event), 204);
  assert.equal(await send(subscription, 4, { eventId: 'the last one' }), 204);
  const expected = [...events.map(({ eventId }) => eventId), 'the last one'];
  for (const name of ['heard', 'two']) {
    for (const eventId of expected) {
      const { payload } = (await red.next(name)) as { payload: { eventId: string } };
      assert.equal(payload.eventId, eventId);
    }
    assert.deepEqual(red.waiting(name), []);
  }
});

test('nodes and wires do not share what they get', async () => {
  const spoil = (id: string, next: string): FlowNode => ({
    ...{ id, type: 'function', z: 'tab', name: '', outputs: 1, wires: [[next]] },
    func: `msg.payload.raw.eventData.by = (msg.payload.raw.eventData.by ?? '') + '${id}'; return msg;`,
  });
  const sinks = ['one', 'two', 'three'];
  const nodes = [spoil('a', 'one'), spoil('b', 'two'), spoil('c', 'three'), ...sinks.map(sink)];
  await deploy(source('source', { wires: [['a', 'b']] }), source('second', { wires: [['c']] }), ...nodes);
  await send(platform.only(), 1);
  for (const [index, name] of sinks.entries()) {
    const { payload } = (await red.next(name)) as { payload: { raw: { eventData: { by: string } } } };
    assert.equal(payload.raw.eventData.by, 'abc'[index]);
  }
});

test('an event that overtakes another waits for it', async () => {
  await deploy(source('source'));
  const subscription = platform.only();
  for (const number of [1, 3, 4, 2, 5]) await send(subscription, number);
  for (const number of [1, 2, 3, 4, 5]) {
    const { payload } = (await red.next('heard')) as { payload: { sequenceNumber: number } };
    assert.equal(payload.sequenceNumber, number);
  }
  assert.equal(platform.count('GET /users/alice%40example.com/calls'), 0);
});

test('a gap is told of, and the calls are read back', async () => {
  platform.calls.set('alice@example.com', [{ callId: 'c9', state: 'Active' }]);
  await deploy(source('source'));
  const subscription = platform.only();
  const logged = red.log.length;
  await send(subscription, 1);
  await red.next('heard');
  const begin = Date.now();
  await send(subscription, 4);
  const seen: Message[] = [await red.next('heard'), await red.next('heard')];
  const late = seen.find(({ topic }) => topic === 'alerting') as { payload: { sequenceNumber: number } };
  assert.equal(late.payload.sequenceNumber, 4);
  const resync = seen.find(({ topic }) => topic === 'resync') as { payload: { lostSince: string; users: unknown } };
  assert.deepEqual(resync.payload.users, [{ userId: 'alice@example.com', calls: [{ callId: 'c9', state: 'Active' }] }]);
  assert.ok(Date.parse(resync.payload.lostSince) <= begin);
  const warnings = red.log.slice(logged).filter(({ level }) => level === 30);
  assert.equal(warnings.length, 1);
  assert.match(String(warnings[0]?.msg), /2 events of alice@example.com \(Basic Call\) did not arrive/);
  // The count goes on from there, and may begin anew.
  for (const number of [5, 6, 1, 2]) {
    await send(subscription, number);
    const { topic, payload } = (await red.next('heard')) as { topic: string; payload: { sequenceNumber: number } };
    assert.deepEqual([topic, payload.sequenceNumber], ['alerting', number]);
  }
  assert.equal(platform.count('GET /users/alice%40example.com/calls'), 1);
});

test('kinds and users: each source gets what it asked for, from one subscription for each', async () => {
  const users = 'alice@example.com, bob@example.com';
  const source1 = source('source', { userIds: users, eventTypes: ['Basic Call'] });
  const source2 = source('second', {
    userIds: 'bob@example.com',
    eventTypes: ['Basic Call', 'Do Not Disturb', 'Something New'],
    outputMode: 'per kind',
    outputs: 4,
    wires: [['calls'], ['dnd'], ['new'], ['rest']],
  });
  const sinks = ['calls', 'dnd', 'new', 'rest'];
  await deploy(source1, source2, ...sinks.map(sink));
  const wanted = [...platform.subscriptions.values()].map(({ targetId, eventType }) => `${targetId} ${eventType}`);
  assert.deepEqual(wanted.sort(), [
    'alice@example.com Basic Call',
    'bob@example.com Basic Call',
    'bob@example.com Do Not Disturb',
    'bob@example.com Something New',
  ]);
  for (const subscription of platform.subscriptions.values()) await send(subscription, 1);
  await post(platform.only('Do Not Disturb').callBackUrl, { hello: 'everybody' });
  const heard = [1, 2, 3].map(() => red.next('heard'));
  const whose = (await Promise.all(heard)).map(({ event }) => (event as { userId?: string }).userId);
  assert.deepEqual(whose.sort(), ['alice@example.com', 'bob@example.com', undefined]);
  for (const [index, name] of sinks.entries()) {
    const { payload } = (await red.next(name)) as { payload: { eventType?: string } };
    assert.equal(payload.eventType, ['Basic Call', 'Do Not Disturb', 'Something New', undefined][index]);
    assert.deepEqual(red.waiting(name), []);
  }
});

test("without a user it is the account's own, asked of the server if need be", async () => {
  await red.deploy(tab(orangeAccount('teaming', platform.url), source('source'), sink('heard')));
  await red.untilStatus('source', subscribed);
  assert.equal(platform.only().targetId, 'alice@example.com');
});
