import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { eventually } from '../support/eventually.ts';
import { fresh, operation, tab } from '../support/flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { sink, source, subscribed } from '../support/teaming-site.ts';

const alice = 'alice@example.com';
const outside = { name: 'Zoé', number: '+33999999999' };
let red: NodeRed;
let simulator: Simulator;
before(async () => {
  red = await startNodeRed();
});
afterEach(async () => {
  await red.deploy([]);
  await simulator.stop();
});
after(() => red.stop());

function account(): FlowNode {
  return fresh('account', 'teaming-account', {
    baseUrl: `${simulator.url}/teaming`,
    tokenUrl: `${simulator.url}/openidconnect/b2b/v1/token`,
    authorizeUrl: `${simulator.url}/openidconnect/b2b/v1/authorize`,
    credentials: {
      clientId: 'switchboard-demo',
      clientSecret: 'demo_secret-1.x',
      tokens: JSON.stringify({ refreshToken: 'sim-refresh-alice' }),
    },
  });
}

async function start(settings: Parameters<typeof simulator.teaming.settings.change>[0] = {}): Promise<void> {
  simulator = await startSimulator({ port: 0 });
  simulator.teaming.settings.change(settings);
}

async function deploy(...nodes: FlowNode[]): Promise<void> {
  await red.deploy(tab(account(), ...nodes, sink('heard')));
  for (const { id, type } of nodes) if (type === 'teaming-events') await red.untilStatus(id, subscribed);
}

type Told = { topic: string; payload: Record<string, unknown> & { callId?: string } };

/** The next message of a topic; what comes before it is left out. */
async function next(topic: string, name = 'heard'): Promise<Told> {
  for (;;) {
    const arrived = (await red.next(name)) as Message & Told;
    if (arrived.topic === topic) return arrived;
  }
}

for (const notifications of ['json', 'xml']) {
  test(`a call from its ring to its end, in ${notifications}`, async () => {
    await start({ notifications });
    const answer = operation('teaming-control-call', { action: { type: 'str', value: 'ANSWER' } });
    await deploy(source('source', { eventTypes: ['Advanced Call'] }), answer);
    await next('subscription-state');
    simulator.teaming.switchboard.incoming(outside, alice);
    const { payload: ringing } = await next('alerting');
    assert.equal(ringing['direction'], 'incoming');
    assert.equal(ringing['userId'], alice);
    assert.equal(ringing['eventType'], 'Advanced Call');
    assert.deepEqual(ringing['remote'], outside);
    // The event itself is what it takes to answer.
    red.inject('operation', { payload: ringing });
    const { payload: answered } = await next('answered');
    assert.equal(answered['callId'], ringing['callId']);
    assert.equal((answered['times'] as { answer: string }).answer.length, 24);
    await deploy();
  });
}

test('a call that one makes oneself', async () => {
  await start({ pickUp: 5, outsideAnswers: 5 });
  await deploy(source('source'), operation('teaming-make-call', { address: { type: 'str', value: outside.number } }));
  red.inject('operation');
  const { payload } = await next('originated');
  assert.equal(payload['direction'], 'outgoing');
  assert.deepEqual(payload['remote'], { number: outside.number });
  assert.equal((await next('answered')).payload.callId, payload.callId);
});

test('a voice message, with its sound', async () => {
  await start();
  await deploy(source('source', { eventTypes: ['Voice Mail Message Summary'], audio: true }));
  // The state that a subscription begins with, and after it the first reading.
  await next('voicemail');
  const readings = () => Object.entries(simulator.counts()).find(([path]) => /GET .*voiceMessages$/.test(path))?.[1];
  await eventually(() => readings(), 'the first reading');
  simulator.teaming.voicemail.leave(alice, outside, 3);
  const { payload } = await next('new-message');
  assert.deepEqual(payload['callingPartyInfo'], { name: outside.name, phoneNumber: outside.number });
  const { content, mediaType } = payload['mediaContent'] as { content: Buffer; mediaType: string };
  assert.equal(mediaType, 'WAV');
  assert.equal(content.subarray(0, 4).toString(), 'RIFF');
});

test('a lost, a repeated and an overtaking notification', async () => {
  await start({ lines: 9 });
  await deploy(source('source'));
  await next('subscription-state');
  const { notifier, switchboard } = simulator.teaming;
  notifier.failNext('duplicate');
  switchboard.incoming(outside, alice);
  await next('alerting');
  notifier.failNext('drop');
  switchboard.incoming(outside, alice);
  switchboard.incoming(outside, alice);
  const { payload } = await next('resync');
  const [{ calls = [] } = {}] = payload['users'] as { calls?: unknown[] }[];
  assert.equal(calls.length, 3);
  notifier.failNext('reorder');
  for (let call = 4; call <= 5; call += 1) switchboard.incoming(outside, alice);
  const [fourth, fifth] = [await next('alerting'), await next('alerting')];
  assert.equal(Number(fourth.payload['sequenceNumber']) + 1, fifth.payload['sequenceNumber']);
});

test('a subscription that the service ends is made anew', async () => {
  await start();
  await deploy(source('source'));
  const { subscriptions } = simulator.teaming.notifier;
  const [before] = subscriptions.all;
  assert.ok(before);
  subscriptions.expire(before);
  await next('subscription-terminated');
  await next('resync');
  await red.untilStatus('source', subscribed);
  const all = subscriptions.all.map(({ subscriptionId }) => subscriptionId);
  assert.equal(all.length, 1);
  assert.ok(!all.includes(before.subscriptionId));
});

test('a short life is renewed again and again', async () => {
  await start({ minimumExpires: 1, maximumExpires: 2 });
  await deploy(source('source'));
  const { notifier } = simulator.teaming;
  const [before] = notifier.subscriptions.all;
  const end = Date.now() + 5000;
  await eventually(() => Date.now() > end, 'the end of several lives');
  assert.deepEqual(
    notifier.subscriptions.all.map(({ subscriptionId }) => subscriptionId),
    [before?.subscriptionId],
  );
});

test('the end leaves nothing', async () => {
  await start();
  await deploy(source('source', { eventTypes: ['Basic Call', 'Voice Mail Message Summary', 'Do Not Disturb'] }));
  assert.equal(simulator.teaming.notifier.subscriptions.all.length, 3);
  await red.deploy([]);
  assert.deepEqual(simulator.teaming.notifier.subscriptions.all, []);
});
