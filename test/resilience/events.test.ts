import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { opentouch } from '../../nodes/catalogue/opentouch/index.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import type { Caught } from '../support/bench.ts';
import { tab } from '../support/flow.ts';
import { type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt, connected, events, Simulators, seen, sink } from '../support/opentouch-site.ts';

const simulators = new Simulators();
let red: NodeRed;
before(async () => {
  red = await startNodeRed();
});
afterEach(async () => {
  await red.deploy([]);
  await simulators.stop();
});
after(() => red.stop());

type Event = { readonly eventName: string; readonly loginName: string; readonly [key: string]: unknown };

const event = (eventName: string, loginName = 'alice', rest: object = {}): Event => ({
  eventName,
  loginName,
  callRef: 'c1',
  ...rest,
});

const notify = (simulator: Simulator, ...sent: Event[]) => {
  for (const one of sent) simulator.opentouch.notify(one.loginName, one);
};

/** What comes to the sinks up to the event that the test sends last; what the channel begins with is left out. */
async function arrivals(sinks: readonly string[], last: Event): Promise<{ sink: string; message: Message }[]> {
  const arrived = [];
  for (;;) {
    const arrival = await red.nextOf(sinks);
    const { message } = arrival;
    if (/^On(Device|User)StateModified$|^OnChannelInformation$/.test(String(message['topic']))) continue;
    arrived.push(arrival);
    if ((message['payload'] as Event | undefined)?.['callRef'] === last['callRef']) return arrived;
  }
}

const last = event('OnCallRemoved', 'alice', { callRef: 'the last one' });

test('an event is a message of exactly the documented shape', async () => {
  const simulator = await simulators.start();
  await red.deploy(tab(aliceAt(simulator.url), events('source'), sink('heard')));
  await red.untilStatus('source', connected);
  const sent = { ...last, deviceCapabilities: [], 'not known': { of: ['any', 1, null] } };
  const begin = Date.now();
  notify(simulator, sent);
  const [{ message } = { message: {} }] = await arrivals(['heard'], last);
  const { _msgid, event: about, ...rest } = message as Message & { event: { receivedAt: string } };
  assert.equal(typeof _msgid, 'string');
  assert.deepEqual(rest, { topic: 'OnCallRemoved', payload: sent });
  const { receivedAt, ...facts } = about;
  assert.deepEqual(facts, { system: 'opentouch', package: 'telephony', loginName: 'alice' });
  assert.equal(receivedAt, new Date(receivedAt).toISOString());
  assert.ok(Date.parse(receivedAt) >= begin && Date.parse(receivedAt) <= Date.now());
});

test('with an output for each event, the last output takes everything else, the resync too', async () => {
  const simulator = await simulators.start();
  const source = events('source', {
    packages: ['telephony'],
    events: ['OnCallCreated', 'OnCallRemoved'],
    outputMode: 'per event',
    outputs: 3,
    wires: [['first'], ['second'], ['rest']],
  });
  const sinks = ['first', 'second', 'rest'];
  await red.deploy(tab(aliceAt(simulator.url), source, ...sinks.map(sink)));
  await red.untilStatus('source', connected);
  notify(simulator, event('OnCallCreated'), event('OnCallModified'), event('OnCallRemoved'), event('OnCallCreated'));
  notify(simulator, last);
  const taken = (await arrivals(sinks, last)).map(({ sink, message }) => [sink, message['topic']]);
  assert.deepEqual(taken, [
    ['first', 'OnCallCreated'],
    ['rest', 'OnCallModified'],
    ['second', 'OnCallRemoved'],
    ['first', 'OnCallCreated'],
    ['second', 'OnCallRemoved'],
  ]);
  simulator.opentouch.cutChannels();
  const resync = await arrivalOf(sinks, 'resync');
  assert.equal(resync.sink, 'rest');
});

async function arrivalOf(sinks: readonly string[], topic: string): Promise<{ sink: string; message: Message }> {
  for (;;) {
    const arrival = await red.nextOf(sinks);
    if (arrival.message['topic'] === topic) return arrival;
  }
}

test('events can be chosen singly: the others are not even asked for', async () => {
  const simulator = await simulators.start();
  const source = events('source', { packages: [], events: ['OnCallCreated', 'OnCallRemoved', 'OnUserInfoChanged'] });
  await red.deploy(tab(aliceAt(simulator.url), source, sink('heard')));
  await red.untilStatus('source', connected);
  const selectors = simulator.opentouch.subscriptions().flatMap((subscription) => subscription.selectors);
  const names = selectors.map((selector) => [...selector.names].sort()).sort();
  assert.deepEqual(names, [['OnCallCreated', 'OnCallRemoved'], ['OnUserInfoChanged']]);
  notify(simulator, event('OnCallCreated'), event('OnCallModified'), event('OnUserInfoChanged'), last);
  const topics = (await arrivals(['heard'], last)).map(({ message }) => message['topic']);
  assert.deepEqual(topics, ['OnCallCreated', 'OnUserInfoChanged', 'OnCallRemoved']);
});

test('an administrator hears of the users that each source names, and reads their state back', async () => {
  const simulator = await simulators.start();
  const admin = aliceAt(simulator.url, { credentials: { login: 'admin', password: 'admin-secret' } });
  const source = events('source', { loginNames: 'alice', wires: [['one']] });
  const second = events('second', { loginNames: ' alice , bob,', wires: [['two']] });
  await red.deploy(tab(admin, source, second, sink('one'), sink('two')));
  await red.untilStatus('second', connected);
  const whose = async (sinkId: string) =>
    (await arrivals([sinkId], last)).map(({ message }) => (message['event'] as Event).loginName);
  notify(simulator, event('OnCallCreated', 'bob'), event('OnCallCreated', 'carol'), event('OnCallCreated'), last);
  assert.deepEqual(await whose('one'), ['alice', 'alice']);
  assert.deepEqual(await whose('two'), ['bob', 'alice', 'alice']);
  simulator.opentouch.cutChannels();
  const users = async (sinkId: string) => {
    const { payload } = (await arrivalOf([sinkId], 'resync')).message as { payload: { users: Event[] } };
    return payload.users.map(({ loginName }) => loginName);
  };
  assert.deepEqual(await users('one'), ['alice']);
  assert.deepEqual(await users('two'), ['alice', 'bob']);
});

test('an administrator who names nobody is told what is missing', async () => {
  const simulator = await simulators.start();
  const admin = aliceAt(simulator.url, { credentials: { login: 'admin', password: 'admin-secret' } });
  await red.deploy(tab(admin, events('source'), sink('heard')));
  const { error } = (await red.next('errors')) as unknown as { error: Caught };
  assert.equal(error.code, 'INVALID_INPUT');
  assert.equal(error.cause['field'], 'loginNames');
});

test('sources of the same event do not share it, and neither do two wires', async () => {
  const simulator = await simulators.start();
  const spoil = (id: string, next: string) => ({
    ...{ id, type: 'function', z: 'tab', name: '', outputs: 1, wires: [[next]] },
    func: `const [about] = msg.payload.users ?? [msg.payload.callData]; about.spoiled = (about.spoiled ?? '') + '${id}'; return msg;`,
  });
  const nodes = [
    events('source', { wires: [['a', 'b']] }),
    events('second', { wires: [['c']] }),
    spoil('a', 'one'),
    spoil('b', 'two'),
    spoil('c', 'three'),
  ];
  const sinks = ['one', 'two', 'three'];
  await red.deploy(tab(aliceAt(simulator.url), ...nodes, ...sinks.map(sink)));
  await red.untilStatus('second', connected);
  const { eventName } = last;
  notify(simulator, { ...last, callData: { state: 'ACTIVE' } });
  for (const [index, name] of sinks.entries()) {
    const { payload } = (await arrivalOf([name], eventName)).message as { payload: { callData: object } };
    assert.deepEqual(payload.callData, { state: 'ACTIVE', spoiled: 'abc'[index] });
  }
  // The state that is read back is for all sources, too.
  simulator.opentouch.cutChannels();
  for (const [index, name] of sinks.entries()) {
    const { payload } = (await arrivalOf([name], 'resync')).message as { payload: { users: Event[] } };
    assert.equal(payload.users[0]?.['spoiled'], 'abc'[index]);
  }
});

test('a source without an account, or without anything to listen to, says so and asks nobody', async () => {
  const simulator = await simulators.start();
  await red.deploy(tab(events('source', { server: '' })));
  const first = (await red.next('errors')) as unknown as { error: Caught };
  assert.equal(first.error.code, 'NO_ACCOUNT');
  await red.deploy(tab(aliceAt(simulator.url), events('source', { packages: [], events: [] })));
  const second = (await red.next('errors')) as unknown as { error: Caught };
  assert.equal(second.error.code, 'INVALID_INPUT');
  assert.equal(second.error.cause['field'], 'packages');
  assert.equal(seen(simulator, 'authenticate'), 0);
});

test('an event of every kind in the catalogue can be chosen for itself, and comes out under its name', async () => {
  const simulator = await simulators.start();
  const names = opentouch.domains.flatMap((domain) => Object.keys(domain.events));
  // Some are for administrators only.
  const admin = aliceAt(simulator.url, { credentials: { login: 'admin', password: 'admin-secret' } });
  const source = events('source', { packages: [], events: names, loginNames: 'alice' });
  await red.deploy(tab(admin, source, sink('heard')));
  await red.untilStatus('source', connected);
  assert.equal(seen(simulator, 'opentouch-create-subscription'), 1);
  for (const name of names.filter((name) => name !== 'OnChannelInformation')) {
    notify(simulator, event(name, 'alice', { callRef: name }));
    for (;;) {
      const { payload } = (await red.next('heard')) as { payload: Event };
      if (payload['callRef'] !== name) continue;
      assert.equal(payload.eventName, name);
      break;
    }
  }
});
