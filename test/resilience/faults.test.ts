import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Fault } from '../../nodes/simulator/server/faults/faults.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import type { Caught } from '../support/bench.ts';
import { eventually } from '../support/eventually.ts';
import { operation, tab } from '../support/flow.ts';
import { type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt, connected, events, Simulators, seen, sink, untouched } from '../support/opentouch-site.ts';
import { type Completion, runtime } from '../support/runtime.ts';

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

const getLogins = operation('opentouch-get-logins');
const source = events('source');

const nextError = async () => ((await red.next('errors')) as unknown as { error: Caught }).error;

async function nextWith(topic: string): Promise<Message> {
  for (;;) {
    const message = await red.next('heard');
    if (message['topic'] === topic) return message;
  }
}

/** Every status of a node from now on. */
function statusesOf(id: string): { readonly texts: string[]; stop(): void } {
  const texts: string[] = [];
  const keep = (change: { id: string; status?: { text?: string } }) => {
    if (change.id === id) texts.push(change.status?.text ?? '');
  };
  runtime().events.on('node-status', keep);
  return { texts, stop: () => runtime().events.off('node-status', keep) };
}

test('a server that is away for a while: the status says when it is tried again, one error tells, and the state comes with the return', async () => {
  const simulator = await simulators.start();
  const { port } = simulator;
  const begin = Date.now();
  await red.deploy(tab(aliceAt(simulator.url), source, sink('heard')));
  await red.untilStatus('source', connected);
  const statuses = statusesOf('source');
  await simulator.stop();
  const end = Date.now();
  assert.equal((await nextError()).code, 'CONNECTION');
  await simulators.start({}, port);
  const { payload, event } = (await nextWith('resync')) as Message & { payload: Message; event: Message };
  await red.untilStatus('source', connected);
  statuses.stop();
  const lostSince = Date.parse(String(payload['lostSince']));
  // Before the last sign of life, but not before there was a channel.
  assert.ok(lostSince >= begin && lostSince <= end);
  const [user] = payload['users'] as Message[];
  const { calls } = (user?.['telephonicState'] ?? {}) as Message;
  assert.deepEqual(calls, []);
  assert.equal(event['system'], 'opentouch');
  assert.deepEqual(red.waiting('errors'), []);
  const waits = statuses.texts.filter((text) => /^cannot reach 127\.0\.0\.1, next try \d\d:\d\d:\d\d$/.test(text));
  assert.ok(waits.length >= 2, statuses.texts.join('\n'));
  assert.equal(statuses.texts.at(-1), 'node-red:common.status.connected');
});

test('a session that expires between two messages is not noticed by the flow, except as a resync', async () => {
  const simulator = await simulators.start();
  await red.deploy(tab(aliceAt(simulator.url), getLogins, source, sink('heard')));
  await red.untilStatus('source', connected);
  red.inject('operation');
  await red.next('out');
  simulator.opentouch.expireSessions();
  red.inject('operation', { kept: 1 });
  const message = await red.next('out');
  assert.deepEqual(message['payload'], { loginNames: ['alice'] });
  assert.equal(message['kept'], 1);
  await nextWith('resync');
  await eventually(() => simulator.opentouch.channels().length === 1, 'the new channel');
  assert.equal(seen(simulator, 'authenticate'), 2);
  assert.equal(simulator.opentouch.sessions().length, 1);
  assert.deepEqual(red.waiting('errors'), []);
});

test('the time-out of a node goes before that of the account', async () => {
  const simulator = await simulators.start();
  const hasty = operation('opentouch-get-logins', {}, { timeout: '0.2' });
  await red.deploy(tab(aliceAt(simulator.url), hasty));
  red.inject('operation');
  await red.next('out');
  simulator.faults.set([{ on: 'opentouch-get-logins', delay: 60_000 }]);
  red.inject('operation');
  const { code, message } = await nextError();
  assert.equal(code, 'TIMEOUT');
  assert.match(message, /0\.2 s/);
  simulator.faults.clear();
  red.inject('operation');
  await red.next('out');
});

test('a node that is deleted with a request under way is done with it once, as ABORTED', async () => {
  const simulator = await simulators.start();
  const account = aliceAt(simulator.url);
  await red.deploy(tab(account, getLogins));
  red.inject('operation');
  await red.next('out');
  const completions: Completion[] = [];
  const logged = red.log.length;
  runtime().hooks.add('onComplete.test', (completion: Completion) => {
    if (completion.node.id === 'operation') completions.push(completion);
  });
  simulator.faults.set([{ on: 'opentouch-get-logins', delay: 60_000 }]);
  const before = seen(simulator, 'opentouch-get-logins');
  for (const number of [1, 2, 3]) red.inject('operation', { number });
  await eventually(() => seen(simulator, 'opentouch-get-logins') === before + 3, 'three requests');
  await red.deploy(tab(untouched(account)), 'nodes');
  await eventually(() => completions.length >= 3, 'the end of three messages');
  // Had the requests gone on, their end would be told now.
  simulator.faults.stop();
  await red.deploy([]);
  runtime().hooks.remove('onComplete.test');
  assert.deepEqual(
    completions.map(({ msg, error }) => [msg['number'], error?.code]),
    [1, 2, 3].map((number) => [number, 'ABORTED']),
  );
  assert.deepEqual(
    red.log.slice(logged).filter(({ level }) => level <= 30),
    [],
  );
});

test('a node downstream that throws harms neither operation nor event source', async () => {
  const simulator = await simulators.start();
  const thrower = {
    ...{ id: 'thrower', type: 'function', z: 'tab', name: '', outputs: 1, wires: [['out']] },
    func: "if (msg.harmless) return msg; throw new Error('thrown downstream');",
  };
  const wires = [['thrower']];
  const nodes = [operation('opentouch-get-logins', {}, { wires }), events('source', { wires }), thrower];
  await red.deploy(tab(aliceAt(simulator.url), ...nodes));
  await red.untilStatus('source', connected);
  const throwers = new Set<unknown>();
  red.inject('operation', { own: true });
  while (!throwers.has('own')) {
    const { error, ...message } = (await red.next('errors')) as Message & { error: Caught };
    assert.match(error.message, /thrown downstream/);
    assert.equal(error.source.id, 'thrower');
    throwers.add(message['own'] ? 'own' : message['topic']);
  }
  assert.ok(throwers.size > 1, 'no event came downstream');
  red.inject('operation', { harmless: true });
  assert.equal((await red.next('out'))['harmless'], true);
  simulator.opentouch.notify('alice', { eventName: 'OnCallRemoved', loginName: 'alice' } as { eventName: string });
  for (;;) if ((await red.next('errors'))['topic'] === 'OnCallRemoved') break;
  assert.ok(connected(red.status('source') ?? {}));
});

/** What a proxy or a wrong address answers, and the error that an operation node makes of it. */
const answers: readonly [string, Fault, string][] = [
  ['a web page as answer', { on: 'opentouch-get-logins', status: 200, body: 'html' }, 'BAD_ANSWER'],
  ['a web page with an error', { on: 'opentouch-get-logins', status: 502, body: 'html' }, 'HTTP_502'],
  ['an empty error', { on: 'opentouch-get-logins', status: 500, body: 'empty' }, 'HTTP_500'],
  ['missing rights', { on: 'opentouch-get-logins', status: 403 }, 'NOT_ALLOWED'],
  ['a server that is starting', { on: 'authenticate', status: 503 }, 'NOT_READY'],
  ['a web page instead of the discovery', { on: 'discovery', status: 502, body: 'html' }, 'HTTP_502'],
  ['a web page instead of the session', { on: 'opentouch-open-session', status: 502, body: 'html' }, 'HTTP_502'],
  ['a web page that calls itself a login', { on: 'authenticate', status: 200, body: 'html' }, 'BAD_ANSWER'],
  ['a connection that is reset', { on: 'opentouch-get-logins', reset: true }, 'CONNECTION'],
];

for (const [name, fault, code] of answers) {
  test(`${name} is ${code}, and is over with its cause`, async () => {
    const simulator = await simulators.start();
    simulator.faults.set([fault]);
    await red.deploy(tab(aliceAt(simulator.url), getLogins));
    red.inject('operation');
    assert.equal((await nextError()).code, code);
    simulator.faults.clear();
    red.inject('operation');
    assert.deepEqual((await red.next('out'))['payload'], { loginNames: ['alice'] });
    assert.deepEqual(red.waiting('errors'), []);
  });
}

async function listening(fault: Fault): Promise<Simulator> {
  const simulator = await simulators.start();
  simulator.faults.set([fault]);
  await red.deploy(tab(aliceAt(simulator.url), source, sink('heard')));
  return simulator;
}

test('a web page instead of the channel is reported, and the channel is asked for again', async () => {
  const simulator = await listening({ on: 'channel', times: 1, status: 200, body: 'html' });
  assert.equal((await nextError()).code, 'BAD_ANSWER');
  await eventually(() => simulator.opentouch.channels().length === 1, 'the channel');
  await red.untilStatus('source', connected);
  assert.equal(seen(simulator, 'channel'), 2);
  assert.equal(seen(simulator, 'opentouch-create-subscription'), 1);
});

test('a subscription that nobody knows any more is made anew', async () => {
  const simulator = await listening({ on: 'channel', times: 1, status: 404 });
  await nextWith('resync');
  await eventually(() => simulator.opentouch.channels().length === 1, 'the channel');
  assert.equal(seen(simulator, 'opentouch-create-subscription'), 2);
  assert.deepEqual(red.waiting('errors'), []);
});

test('after a switch-over to the other server, login, subscription and state are new', async () => {
  const simulator = await simulators.start();
  await red.deploy(tab(aliceAt(simulator.url), source, sink('heard')));
  await red.untilStatus('source', connected);
  simulator.opentouch.switchOver(500);
  await nextWith('resync');
  await red.untilStatus('source', connected);
  const subscribed = simulator
    .requests()
    .filter(({ name, status }) => name === 'opentouch-create-subscription' && status === 200);
  assert.equal(subscribed.length, 2);
  assert.equal(simulator.opentouch.sessions().length, 1);
});

test('a server that suddenly knows no subscription, however often it gives one out, is not stormed', async () => {
  const simulator = await simulators.start();
  await red.deploy(tab(aliceAt(simulator.url), source, sink('heard')));
  await red.untilStatus('source', connected);
  simulator.faults.set([{ on: 'channel', status: 404 }]);
  simulator.opentouch.cutChannels();
  const waits = (text = '') => /^not found, next try \d\d:\d\d:\d\d$/.test(text);
  const first = await red.untilStatus('source', ({ text }) => waits(text));
  await red.untilStatus('source', ({ text }) => waits(text) && text !== first.text);
  assert.ok(seen(simulator, 'channel') <= 6, `${seen(simulator, 'channel')} requests within two waits`);
  assert.equal((await nextError()).code, 'NOT_FOUND');
});
