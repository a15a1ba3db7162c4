import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { callEvents } from '../../nodes/catalogue/tasks/calls.ts';
import type { FlowNode, Message } from '../support/node-red.ts';
import { TaskSite, typed } from '../support/tasks.ts';

const site = new TaskSite();
before(() => site.start());
afterEach(() => site.clear());
after(() => site.stop());

const sinks: FlowNode[] = callEvents.map((id) => ({ id, type: 'test-sink', z: 'tab', wires: [[]] }));
const wires = callEvents.map((id) => [id]);
const green = ({ fill, shape }: { fill?: string; shape?: string }) => fill === 'green' && shape === 'dot';
type Told = Message & { topic: string; payload: Record<string, unknown> };
const next = async (name: string) => (await site.red.next(name)) as Told;

const dial = ['call', { action: 'make', autoAnswer: true, number: typed('1002') }] as const;

test('OpenTouch: a call that is answered leaves by three outputs, with what a flow wants to know', async () => {
  await site.deploy(
    'opentouch',
    {
      calls: ['calls', { wires }, 'bob'],
      dial,
      answer: ['call', { action: 'answer' }, 'bob'],
      end: ['call', { action: 'hang up' }, 'bob'],
    },
    sinks,
  );
  await site.red.untilStatus('calls', green);
  await site.through('dial');
  const { topic, payload: ringing, event } = await next('ringing');
  assert.equal(topic, 'ringing');
  const { call, number, name, direction, user, callRef } = ringing;
  assert.deepEqual([number, name, direction, user, call], ['1004', 'Dave Petit', 'incoming', 'bob', callRef]);
  assert.equal((event as { system: string }).system, 'opentouch');
  await site.red.untilStatus('calls', ({ text = '' }) => /1004 ringing \d\d:\d\d/.test(text));
  // The message itself is what it takes to answer, and no list is asked for.
  await site.through('answer', ringing);
  assert.equal((await next('answered')).payload['call'], call);
  await site.through('end', ringing);
  const { payload: ended } = await next('ended');
  assert.ok(ended['endedAt'] && ended['answeredAt']);
  assert.equal(typeof ended['talkingTime'], 'number');
  assert.deepEqual(site.red.waiting('missed'), []);
  assert.equal(site.asked('opentouch-get-calls'), 0);
});

test("OpenTouch: the telephone that rings first for its owner's own call is no incoming call, and none that was missed", async () => {
  await site.deploy(
    'opentouch',
    {
      calls: ['calls', { wires }],
      dial: ['call', { action: 'make', number: typed('1002') }],
      end: ['call', { action: 'hang up' }],
    },
    sinks,
  );
  await site.red.untilStatus('calls', green);
  await site.through('dial');
  await site.through('end');
  const { payload } = await next('ended');
  assert.equal(payload['direction'], 'outgoing');
  assert.deepEqual(site.red.waiting('missed'), []);
});

test('OpenTouch: a caller who gives up was missed, and the list of missed calls has him', async () => {
  await site.deploy(
    'opentouch',
    {
      calls: ['calls', { wires }, 'bob'],
      dial,
      end: ['call', { action: 'hang up' }],
      all: ['missed-calls', {}, 'bob'],
      now: ['missed-calls', { since: typed('{{payload}}') }, 'bob'],
      present: ['call', { action: 'list' }, 'bob'],
    },
    sinks,
  );
  await site.red.untilStatus('calls', green);
  const before = (await site.through('all')).payload as unknown[];
  const began = new Date(Date.now() - 1000).toISOString().replace(/\.\d+Z/, 'Z');
  await site.through('dial');
  await next('ringing');
  const [present] = (await site.through('present')).payload as Record<string, unknown>[];
  assert.deepEqual([present?.['state'], present?.['number'], present?.['name']], ['ringing', '1004', 'Dave Petit']);
  await site.through('end');
  const { payload: missed } = await next('missed');
  assert.deepEqual([missed['number'], missed['name'], missed['event']], ['1004', 'Dave Petit', 'missed']);
  assert.equal((await next('ended')).payload['call'], missed['call']);
  const all = (await site.through('all')).payload as unknown[];
  assert.equal(all.length, before.length + 1);
  const [latest] = (await site.through('now', began)).payload as Record<string, unknown>[];
  assert.deepEqual([latest?.['number'], latest?.['name']], ['1004', 'Dave Petit']);
  assert.ok(latest?.['date']);
});

test('only the calls that were asked for are told', async () => {
  await site.deploy(
    'opentouch',
    {
      calls: ['calls', { wires, direction: 'outgoing' }, 'dave'],
      strangers: ['calls', { wires, numbers: '1005, +33 1 99 99 99 99' }, 'bob'],
      dial,
      end: ['call', { action: 'hang up' }],
    },
    sinks,
  );
  for (const source of ['calls', 'strangers']) await site.red.untilStatus(source, green);
  await site.through('dial');
  const { payload } = await next('ringing');
  assert.deepEqual([payload['direction'], payload['user']], ['outgoing', 'dave']);
  await site.through('end');
  assert.equal((await next('ended')).payload['user'], 'dave');
  assert.deepEqual(site.red.waiting('missed'), []);
});

test('Teaming: calls ring, are answered, end, and are missed', async () => {
  await site.deploy(
    'teaming',
    {
      calls: ['calls', { wires }, 'alice'],
      answer: ['call', { action: 'answer' }, 'alice'],
      end: ['call', { action: 'hang up' }, 'alice'],
    },
    sinks,
  );
  await site.red.untilStatus('calls', ({ fill, text = '' }) => fill !== 'red' && /1 subscribed/.test(text));
  const { switchboard } = site.simulator.teaming;
  const zoe = { name: 'Zoé', number: '+33999999999' };
  switchboard.incoming(zoe, 'alice@example.com');
  const { payload: ringing } = await next('ringing');
  const { number, name, direction, user, call, callId } = ringing;
  assert.deepEqual(
    [number, name, direction, user, call],
    [zoe.number, zoe.name, 'incoming', 'alice@example.com', callId],
  );
  await site.through('answer', ringing);
  assert.equal((await next('answered')).payload['name'], 'Zoé');
  await site.through('end', ringing);
  const { payload: ended } = await next('ended');
  assert.equal(ended['number'], zoe.number);
  assert.ok(ended['answeredAt'] && ended['endedAt']);
  assert.deepEqual(site.red.waiting('missed'), []);
  switchboard.incoming(zoe, 'alice@example.com');
  const { payload: second } = await next('ringing');
  await site.through('end', second);
  const { payload: missed } = await next('missed');
  assert.deepEqual([missed['number'], missed['event'], missed['talkingTime']], [zoe.number, 'missed', 0]);
});
