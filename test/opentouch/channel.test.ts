import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { EventInterest } from '../../nodes/opentouch/channel/filter.ts';
import type { ConnectionTiming, ServerSettings } from '../../nodes/opentouch/session/settings.ts';
import type { Framing, OpenTouchOptions } from '../../nodes/simulator/opentouch/server/options.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { Client, type Ear, quick, settings } from '../support/opentouch.ts';

const cleaners: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleaners.splice(0).reverse()) await clean();
});

async function serve(opentouch: OpenTouchOptions = {}, port = 0): Promise<Simulator> {
  const simulator = await startSimulator({ port, opentouch });
  cleaners.push(() => simulator.stop());
  return simulator;
}

function client(url: string, changes: Partial<ServerSettings> = {}, timing: ConnectionTiming = quick): Client {
  const made = new Client(settings(url, changes), timing);
  cleaners.push(() => made.close());
  return made;
}

/** Sends numbered events about alice, as the server would. */
function notify(simulator: Simulator, from: number, to: number): void {
  for (let number = from; number <= to; number += 1) {
    const event = { eventName: 'OnCallModified', loginName: 'alice', callRef: `☎ ${number}` };
    simulator.opentouch.notify('alice', event);
  }
}

const numbers = (ear: Ear) =>
  ear.events
    .filter(({ eventName }) => eventName === 'OnCallModified')
    .map(({ callRef }) => Number(String(callRef).slice(2)));

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

const receives = (ear: Ear, count: number) => ear.until(() => numbers(ear).length >= count, `${count} events`);

const count = (simulator: Simulator, name: string) =>
  simulator.requests().filter((request) => request.name === name).length;

const subscribed = (simulator: Simulator) => count(simulator, 'opentouch-create-subscription');

const framings: [string, Framing][] = [
  ['CRLF', {}],
  ['LF', { terminator: '\n' }],
  ['chunks of one byte', { splitEvery: 1 }],
  ['chunks of seven bytes, with characters cut', { splitEvery: 7, terminator: '\n' }],
  ['several events in a chunk', { together: true }],
  ['blank lines', { blankLines: true }],
];

for (const [name, framing] of framings) {
  test(`events arrive whole, once and in order over ${name}`, async () => {
    const simulator = await serve({ framing });
    const ear = client(simulator.url).listen();
    await ear.connected();
    notify(simulator, 1, 50);
    await receives(ear, 50);
    assert.deepEqual(numbers(ear), upTo(1, 50));
    assert.deepEqual(ear.problems, []);
  });
}

test('a line that is no event is reported and skipped', async () => {
  const simulator = await serve({ framing: { garbage: true } });
  const ear = client(simulator.url).listen();
  await ear.connected();
  notify(simulator, 1, 5);
  await receives(ear, 5);
  assert.deepEqual(numbers(ear), upTo(1, 5));
  await ear.until(() => ear.problems.length > 0, 'the report');
  assert.ok(ear.problems.every(({ code }) => code === 'BAD_ANSWER'));
});

test('an event that nobody knows is passed on', async () => {
  const simulator = await serve();
  const ear = client(simulator.url).listen();
  await ear.connected();
  const [subscription] = simulator.opentouch.subscriptions();
  subscription?.channel?.write('{"eventName":"OnSomethingNew","loginName":"alice","value":1}');
  await ear.until(() => ear.names().includes('OnSomethingNew'), 'the new event');
});

test('a channel closed by time-out is opened again at once, without a new subscription and without losing anything', async () => {
  const simulator = await serve({ minute: 20 });
  const ear = client(simulator.url, {}, { ...quick, minute: 20 }).listen();
  await ear.connected();
  for (let sent = 0; sent < 100; sent += 5) {
    notify(simulator, sent + 1, sent + 5);
    await receives(ear, sent + 5);
    await new Promise((next) => setTimeout(next, 25));
  }
  assert.deepEqual(numbers(ear), upTo(1, 100));
  assert.equal(subscribed(simulator), 1);
  assert.ok(count(simulator, 'channel') > 1);
  assert.deepEqual(ear.resyncs, []);
  assert.ok(ear.states.every(({ kind }) => kind !== 'waiting'));
});

test('a cut channel comes back on the same subscription, with what was queued and one resync', async () => {
  const simulator = await serve();
  const ear = client(simulator.url).listen({ packages: ['telephony', 'routingManagement', 'eventSummary'] });
  await ear.connected();
  notify(simulator, 1, 3);
  await receives(ear, 3);
  simulator.opentouch.cutChannels();
  await ear.until(() => ear.states.at(-1)?.kind === 'waiting', 'the wait');
  notify(simulator, 4, 6);
  await ear.until(() => ear.resyncs.length > 0, 'the resync');
  await receives(ear, 6);
  assert.deepEqual(numbers(ear), upTo(1, 6));
  assert.equal(ear.resyncs.length, 1);
  assert.equal(subscribed(simulator), 1);
  assert.deepEqual(
    ear.resyncs[0]?.users.map((user) => Object.keys(user)),
    [['telephonicState', 'routingState', 'eventSummary']],
  );
  assert.deepEqual(ear.problems, []);
});

const readBack: readonly [string, Partial<EventInterest>, readonly string[]][] = [
  ['telephony', {}, ['telephonicState']],
  ['an event of the presence', { packages: [], events: ['OnContactPresenceUpdated'] }, ['presences']],
  ['instant messages', { packages: [], events: ['OnImReceived'] }, ['imSessions', 'deferredMsgCounters']],
];
for (const [name, interest, expected] of readBack) {
  test(`after a gap, whoever listens to ${name} gets the state of that, and no other`, async () => {
    const simulator = await serve();
    const ear = client(simulator.url).listen(interest);
    await ear.connected();
    simulator.opentouch.cutChannels();
    await ear.until(() => ear.resyncs.length > 0, 'the resync');
    const [user] = ear.resyncs[0]?.users ?? [];
    assert.deepEqual(Object.keys(user ?? {}), expected);
    for (const state of Object.values(user ?? {})) assert.ok(!('error' in Object(state)), JSON.stringify(state));
  });
}

test('an expired session is opened again, subscribed again and followed by a resync', async () => {
  const simulator = await serve();
  const ear = client(simulator.url, {}, { ...quick, shortLife: 0 }).listen();
  await ear.connected();
  for (let turn = 1; turn <= 3; turn += 1) {
    simulator.opentouch.expireSessions();
    await ear.until(() => ear.resyncs.length === turn, `resync ${turn}`);
  }
  notify(simulator, 1, 3);
  await receives(ear, 3);
  assert.deepEqual(ear.problems, []);
  assert.equal(simulator.opentouch.sessions().length, 1);
  assert.equal(simulator.opentouch.subscriptions().length, 1);
});

test('a server that is away is waited for with growing pauses, reported once, and followed by a resync', async () => {
  const first = await serve();
  const { port } = new URL(first.url);
  const ear = client(first.url).listen();
  await ear.connected();
  await first.stop();
  const waits = () => ear.states.filter(({ kind }) => kind === 'waiting').length;
  await ear.until(() => waits() >= 6, 'six attempts');
  const second = await serve({}, Number(port));
  await ear.until(() => ear.resyncs.length > 0, 'the resync');
  notify(second, 1, 3);
  await receives(ear, 3);
  assert.equal(ear.problems.length, 1);
  assert.equal(ear.problems[0]?.code, 'CONNECTION');
});

test('a switch-over to the other server of a pair ends in a new session there', async () => {
  const [first, second] = [await serve(), await serve()];
  const ear = client(first.url, { addresses: [first.url, second.url] }).listen();
  await ear.connected();
  await first.stop();
  await ear.until(() => ear.resyncs.length > 0, 'the resync');
  notify(second, 1, 2);
  await receives(ear, 2);
  assert.equal(second.opentouch.sessions().length, 1);
});

test('a channel that is closed as soon as it opens is not opened in a hot loop', async () => {
  const simulator = await serve({ minute: 0.1 });
  const ear = client(simulator.url, {}, { ...quick, firstRetry: 100, longestRetry: 400, shortLife: 2000 }).listen();
  await ear.until(() => ear.states.filter(({ kind }) => kind === 'waiting').length >= 3, 'three waits');
  const seconds = ear.states.filter(({ kind }) => kind === 'connected').length;
  assert.ok(seconds <= 4, `${seconds} openings`);
});

test('a wrong password stops the channel after one login', async () => {
  const simulator = await serve();
  const ear = client(simulator.url, { password: 'wrong' }).listen();
  await ear.until(() => ear.states.at(-1)?.kind === 'stopped' && ear.problems.length > 0, 'the stop, and why');
  assert.deepEqual(
    ear.problems.map(({ code }) => code),
    ['UNAUTHORIZED'],
  );
  assert.equal(count(simulator, 'authenticate'), 1);
});

test('a refused subscription is reported with the reason and tried again', async () => {
  const simulator = await serve({ licences: 0 });
  const ear = client(simulator.url, { login: 'admin', password: 'admin-secret' }).listen({ loginNames: ['alice'] });
  await ear.until(() => ear.problems.length > 0, 'the problem');
  assert.equal(ear.problems[0]?.code, 'SUBSCRIPTION_REFUSED');
});

test('many listeners share one subscription, each gets what it asked for, and they come and go by PUT', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  const calls = made.listen({ packages: ['telephony'] });
  const users = made.listen({ packages: [], events: ['OnPreferencesChanged'] });
  await calls.connected();
  assert.equal(subscribed(simulator), 1);
  assert.deepEqual(simulator.opentouch.subscriptions()[0]?.selectors, [
    { names: ['telephony'] },
    { names: ['OnPreferencesChanged'] },
  ]);
  const late = made.listen({ packages: ['user'] });
  const names = () => simulator.opentouch.subscriptions()[0]?.selectors.flatMap((selector) => selector.names);
  const put = () => count(simulator, 'opentouch-update-subscription') > 0;
  await eventually(put, 'the PUT');
  assert.deepEqual(names(), ['telephony', 'user']);
  assert.equal(
    (await made.send('opentouch-set-preferences', { loginName: 'alice', guiLanguage: 'fr_FR' })).status,
    204,
  );
  await users.until(() => users.events.length > 0, 'the change');
  await late.until(() => late.events.length > 0, 'the change');
  assert.deepEqual(users.names(), ['OnPreferencesChanged']);
  assert.ok(!calls.names().includes('OnPreferencesChanged'));
  for (const ear of [calls, users, late]) await made.channel.remove(ear);
  assert.deepEqual(simulator.opentouch.subscriptions(), []);
});

test('an administrator hears of the users that he names, and each listener only of its own', async () => {
  const simulator = await serve();
  const made = client(simulator.url, { login: 'admin', password: 'admin-secret' });
  const [alice, both] = [made.listen({ loginNames: ['alice'] }), made.listen({ loginNames: ['alice', 'bob'] })];
  await both.connected();
  simulator.opentouch.notify('bob', { eventName: 'OnUserStateModified', loginName: 'bob' } as { eventName: string });
  notify(simulator, 1, 1);
  await receives(alice, 1);
  await receives(both, 1);
  const about = (ear: Ear) => [...new Set(ear.events.map(({ loginName }) => loginName))];
  assert.deepEqual(about(alice), ['alice']);
  simulator.opentouch.cutChannels();
  await both.until(() => both.resyncs.length > 0, 'the resync');
  await alice.until(() => alice.resyncs.length > 0, 'the resync');
  assert.deepEqual(
    both.resyncs[0]?.users.map(({ loginName }) => loginName),
    ['alice', 'bob'],
  );
  assert.deepEqual(
    alice.resyncs[0]?.users.map(({ loginName }) => loginName),
    ['alice'],
  );
});

test('when the last listener leaves, subscription and channel are gone; the next one starts anew', async () => {
  const simulator = await serve();
  const made = client(simulator.url);
  for (let turn = 0; turn < 5; turn += 1) {
    const ear = made.listen();
    await ear.connected();
    await made.channel.remove(ear);
    assert.deepEqual(simulator.opentouch.subscriptions(), []);
  }
});
