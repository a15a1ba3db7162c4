import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { PlayReport } from '../../../nodes/simulator/scenario/play.ts';
import { fresh } from '../../support/flow.ts';
import { freePort } from '../../support/free-port.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../../support/node-red.ts';

let red: NodeRed;
before(async () => {
  red = await startNodeRed();
});
after(() => red.stop());
afterEach(() => red.deploy([]));

const from = '+33140000000';
const speed = 50;

async function started(): Promise<number> {
  const port = await freePort();
  const flow: FlowNode[] = [
    { id: 'tab', type: 'tab', label: 'Test' },
    fresh('simulator', 'telephony-simulator', { z: 'tab', port, wires: [['out']] }),
    fresh('alice', 'opentouch-server', {
      url: `http://127.0.0.1:${port}`,
      credentials: { login: 'alice', password: 'alice-secret' },
    }),
    fresh('calls', 'telephony-calls', {
      z: 'tab',
      server: 'alice',
      system: 'opentouch',
      wires: [['ringing'], [], [], ['missed']],
    }),
    ...['out', 'errors', 'ringing', 'missed'].map((id) => ({ id, type: 'test-sink', z: 'tab', wires: [[]] })),
    { id: 'catch', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['errors']] },
  ];
  await red.deploy(flow);
  assert.equal((await red.next('out'))['topic'], 'started');
  await red.untilStatus('calls', ({ fill }) => fill === 'green');
  return port;
}

test('a scenario in a message is played, seen by the flow, and the message goes on with what came of it', async () => {
  await started();
  const calls = [{ at: '5s', from, name: 'Marie Lenoir', to: '1001', hangUpAfter: '20s' }];
  red.inject('simulator', { payload: { name: 'One call', speed, calls }, mine: 'kept' });
  await red.untilStatus('simulator', ({ fill, text }) => fill === 'blue' && text === 'status.playing');
  assert.equal(((await red.next('missed'))['payload'] as { name: string }).name, 'Marie Lenoir');
  const message = await red.next('out');
  assert.equal(message['mine'], 'kept');
  assert.deepEqual(message['payload'], {
    scenario: 'One call',
    told: ['Marie Lenoir (+33140000000) calls Alice Martin (1001).', 'Marie Lenoir (+33140000000) hangs up.'],
    failed: [],
    stopped: false,
  });
  await red.untilStatus('simulator', ({ fill }) => fill === 'green');
});

test('the text of a file, and one step by itself, are played as well', async () => {
  await started();
  red.inject('simulator', { payload: `speed: ${speed}\ncalls:\n  - { from: ${from}, to: 1001, hangUpAfter: 5s }\n` });
  assert.equal(((await red.next('ringing'))['payload'] as { number: string }).number, from);
  assert.equal(((await red.next('out'))['payload'] as PlayReport).told.length, 2);
  red.inject('simulator', { payload: { call: { from: '0140000009', to: 'alice' } } });
  assert.deepEqual(((await red.next('out'))['payload'] as PlayReport).told, ['0140000009 calls Alice Martin (1001).']);
  red.inject('simulator', { payload: { action: { who: 'alice', do: 'answer' } } });
  assert.deepEqual(((await red.next('out'))['payload'] as PlayReport).told, ['Alice Martin (1001) answers.']);
});

test('what cannot be played, and what could not be done, reaches the Catch node and not the output', async () => {
  await started();
  const failure = async (payload: unknown) => {
    red.inject('simulator', { payload });
    const { error } = await red.next('errors');
    return error as { message: string; code: string };
  };
  const unknown = await failure({
    calls: [
      { from, to: '1001' },
      { from, to: '1009' },
    ],
  });
  assert.equal(unknown.code, 'INVALID_INPUT');
  assert.match(unknown.message, /payload cannot be played: calls\[1\]\.to: nobody has number 1009/);
  assert.match((await failure('{ "calls": [')).message, /payload cannot be played: this is no JSON/);
  assert.match((await failure(undefined)).message, /payload cannot be played: a scenario is an object/);
  const refused = await failure({ action: { who: 'bob', do: 'forward', to: '1' } });
  assert.equal(refused.code, 'NOT_DONE');
  assert.match(refused.message, /actions\[0\]/);
  assert.deepEqual(red.waiting('out'), []);
});

test('a message ends what is being played, and so does the end of the node', async () => {
  const long = { faults: [{ fault: 'slow', for: '1h' }], calls: [{ at: '2h', from, to: '1001' }] };
  const port = await started();
  const slow = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/simulator/faults`);
    const { named } = (await answer.json()) as { named: { name: string; on: boolean }[] };
    return named.find(({ name }) => name === 'slow')?.on;
  };
  red.inject('simulator', { payload: long });
  await red.untilStatus('simulator', ({ fill }) => fill === 'blue');
  red.inject('simulator', { payload: { stop: true } });
  const reports = [await red.next('out'), await red.next('out')].map(({ payload }) => payload as PlayReport);
  assert.deepEqual(reports.map(({ stopped }) => stopped).sort(), [false, true]);
  assert.equal(await slow(), false);
  red.inject('simulator', { payload: long });
  await red.untilStatus('simulator', ({ fill }) => fill === 'blue');
  await red.deploy([]);
});
