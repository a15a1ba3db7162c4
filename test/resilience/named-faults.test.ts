import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type FaultName, namedFaults } from '../../nodes/simulator/server/faults/catalogue.ts';
import type { Simulator } from '../../nodes/simulator/server/simulator.ts';
import type { Caught } from '../support/bench.ts';
import { selfSigned } from '../support/certificate.ts';
import { eventually } from '../support/eventually.ts';
import { fresh, operation, tab } from '../support/flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt, connected, events, Simulators, seen, sink, tlsConfig } from '../support/opentouch-site.ts';
import { source, subscribed } from '../support/teaming-site.ts';

const simulators = new Simulators();
let red: NodeRed;
before(async () => {
  red = await startNodeRed();
});
afterEach(async () => {
  await red.deploy([]);
  await simulators.stop();
  red.forget();
});
after(() => red.stop());

const caller = '+33612345678';
const alice = 'alice@example.com';
const getCalls = operation('opentouch-get-calls', {}, { timeout: '2' });

/** What a flow sees of a fault; each also sees its end. */
const seenByFlow = new Map<FaultName, () => Promise<void>>();

const nextError = async () => ((await red.next('errors')) as unknown as { error: Caught }).error;
const ring = ({ opentouch }: Simulator) => opentouch.exchange.placeCall(caller, '1001');

async function nextWith(topic: string): Promise<Message> {
  for (;;) {
    const message = await red.next('heard', 30_000);
    if (message['topic'] === topic) return message;
  }
}

/** How an operation ends: nothing, or the code of its error. Errors of others are not its end. */
async function ask(): Promise<string> {
  red.inject('operation');
  for (;;) {
    const { sink: where, message } = await red.nextOf(['out', 'errors'], 30_000);
    if (where === 'out') return '';
    const { error } = message as unknown as { error: Caught };
    if (error.source.id === 'operation') return String(error.code);
  }
}

/** A flow with an operation and an event source of OpenTouch, both at work. */
async function openTouchAtWork(): Promise<Simulator> {
  const simulator = await simulators.start();
  await red.deploy(tab(aliceAt(simulator.url), getCalls, events('source'), sink('heard')));
  await red.untilStatus('source', connected);
  await nextWith('OnUserStateModified');
  assert.equal(await ask(), '');
  return simulator;
}

/** The account works again by itself: its status, its operations, its events. */
async function worksAgain(simulator: Simulator): Promise<void> {
  await red.untilStatus('source', connected, 40_000);
  assert.equal(await ask(), '');
  ring(simulator);
  await nextWith('OnCallCreated');
}

const waitsForNextTry = ({ fill, text = '' }: { fill?: string; text?: string }) =>
  fill === 'red' && /next try \d\d:\d\d:\d\d$/.test(text);

seenByFlow.set('wrong-password', async () => {
  const simulator = await openTouchAtWork();
  const before = seen(simulator, 'authenticate');
  simulator.namedFaults.start('wrong-password');
  assert.equal(await ask(), 'UNAUTHORIZED');
  await red.untilStatus('source', ({ fill, text }) => fill === 'red' && text === 'wrong password');
  for (let n = 0; n < 3; n += 1) assert.equal(await ask(), 'UNAUTHORIZED');
  assert.equal(seen(simulator, 'authenticate'), before + 1);
  simulator.namedFaults.end('wrong-password');
  await red.deploy([]);
  await red.deploy(tab(aliceAt(simulator.url), getCalls, events('source'), sink('heard')));
  await worksAgain(simulator);
});

for (const name of ['server-down', 'unavailable', 'switch-over'] as const) {
  seenByFlow.set(name, async () => {
    const simulator = await openTouchAtWork();
    simulator.namedFaults.start(name);
    await red.untilStatus('source', waitsForNextTry);
    assert.match(await ask(), /^(CONNECTION|NOT_READY|HTTP_503)$/);
    simulator.namedFaults.end(name);
    await nextWith('resync');
    await worksAgain(simulator);
  });
}

seenByFlow.set('slow', async () => {
  const simulator = await openTouchAtWork();
  simulator.namedFaults.start('slow');
  assert.equal(await ask(), 'TIMEOUT');
  simulator.namedFaults.end('slow');
  await worksAgain(simulator);
});

seenByFlow.set('answer-lost', async () => {
  const simulator = await simulators.start();
  const call = operation('opentouch-make-basic-call', {
    deviceId: { type: 'str', value: '1001' },
    callee: { type: 'str', value: '1002' },
  });
  await red.deploy(tab(aliceAt(simulator.url), call, events('source'), sink('heard')));
  await red.untilStatus('source', connected);
  simulator.namedFaults.start('answer-lost');
  assert.equal(await ask(), 'CONNECTION');
  assert.equal(seen(simulator, 'opentouch-make-basic-call'), 1);
  simulator.namedFaults.end('answer-lost');
  await red.untilStatus('source', connected, 40_000);
});

for (const name of ['silent-channel', 'buffered-proxy'] as const) {
  seenByFlow.set(name, async () => {
    const simulator = await openTouchAtWork();
    simulator.namedFaults.start(name);
    ring(simulator);
    assert.equal(await ask(), '');
    const early = red.waiting('heard').some((message) => message['topic'] === 'OnCallCreated');
    assert.equal(early, false);
    simulator.namedFaults.end(name);
    if (name === 'buffered-proxy') await nextWith('OnCallCreated');
    await worksAgain(simulator);
  });
}

seenByFlow.set('session-lost', async () => {
  const simulator = await openTouchAtWork();
  const before = seen(simulator, 'authenticate');
  simulator.namedFaults.start('session-lost');
  assert.equal(await ask(), '');
  await nextWith('resync');
  await eventually(() => seen(simulator, 'authenticate') >= before + 2, 'the session is lost again', 20_000);
  simulator.namedFaults.end('session-lost');
  await worksAgain(simulator);
});

seenByFlow.set('licence-missing', async () => {
  const simulator = await openTouchAtWork();
  simulator.namedFaults.start('licence-missing');
  red.inject('operation');
  const { code, message } = await nextError();
  assert.equal(code, 'NOT_ALLOWED');
  assert.match(message, /licence/);
  simulator.namedFaults.end('licence-missing');
  await worksAgain(simulator);
});

seenByFlow.set('clear-addresses', async () => {
  const { cert, key } = selfSigned();
  const simulator = await simulators.start({}, 0, { cert, key });
  simulator.namedFaults.start('clear-addresses');
  const server = aliceAt(simulator.url, { tls: 'tls' });
  await red.deploy(tab(tlsConfig(false), server, getCalls, events('source'), sink('heard')));
  await worksAgain(simulator);
});

function teamingAt({ url }: Simulator): FlowNode {
  return fresh('account', 'teaming-account', {
    baseUrl: `${url}/teaming`,
    tokenUrl: `${url}/openidconnect/b2b/v1/token`,
    authorizeUrl: `${url}/openidconnect/b2b/v1/authorize`,
    credentials: {
      clientId: 'switchboard-demo',
      clientSecret: 'demo_secret-1.x',
      tokens: JSON.stringify({ refreshToken: 'sim-refresh-alice' }),
    },
  });
}

for (const [name, code] of [
  ['wrong-secret', /^(INVALID_CLIENT|UNAUTHORIZED)$/],
  ['token-limit', /^(TOO_MANY_REQUESTS|HTTP_429)$/],
] as const) {
  seenByFlow.set(name, async () => {
    const simulator = await simulators.start();
    await red.deploy(
      tab(teamingAt(simulator), operation('teaming-get-calls', { userId: { type: 'str', value: alice } })),
    );
    assert.equal(await ask(), '');
    simulator.namedFaults.start(name);
    assert.match(await ask(), code);
    simulator.namedFaults.end(name);
  });
}

seenByFlow.set('webhook-lost', async () => {
  const simulator = await simulators.start();
  await red.deploy(tab(teamingAt(simulator), source('source', { eventTypes: ['Advanced Call'] }), sink('heard')));
  await red.untilStatus('source', subscribed);
  await nextWith('subscription-state');
  const { switchboard } = simulator.teaming;
  simulator.namedFaults.start('webhook-lost');
  switchboard.incoming({ number: caller }, alice);
  simulator.namedFaults.end('webhook-lost');
  switchboard.incoming({ number: caller }, alice);
  await nextWith('resync');
});

for (const [name, { title, seen: words }] of Object.entries(namedFaults)) {
  test(`${title}: ${words}`, async () => {
    const see = seenByFlow.get(name as FaultName);
    assert.ok(see, `nobody has looked at ${name}`);
    await see();
  });
}
