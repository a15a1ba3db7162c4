import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { account, fresh, operation, tab } from '../support/flow.ts';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { connected, Simulators } from '../support/opentouch-site.ts';
import { startRecorder } from '../support/recorder.ts';

const simulators = new Simulators();
let red: NodeRed;
before(async () => {
  red = await startNodeRed();
});
after(() => red.stop());
afterEach(async () => {
  await red.deploy([]);
  await simulators.stop();
});

const sentenceOfNext = async () => {
  const { error } = await red.next('errors');
  return (error as { message: string }).message;
};

test('what is not possible now says what the user is doing', async () => {
  const simulator = await simulators.start();
  const bob = account(simulator.url, { name: 'Bob', credentials: { login: 'bob', password: 'bob-secret' } });
  await red.deploy(tab(bob, operation('opentouch-hold-call'), operation('opentouch-get-calls', {}, { id: 'calls' })));
  simulator.opentouch.exchange.placeCall('+33199001020', '1002');
  red.inject('calls', {});
  const { calls } = (await red.next('out'))['payload'] as { calls: { callRef: string }[] };
  red.inject('operation', { payload: { callRef: calls[0]?.callRef, deviceId: '1002' } });
  const sentence = await sentenceOfNext();
  assert.match(sentence, /^Bob \(http.*\): hold call failed: it is not possible in the present state/);
  assert.match(sentence, /; the user has a call from .*199001020 ringing now$/);
});

test('a refusal is told as it came where the state cannot be read', async () => {
  const recorder = await startRecorder();
  try {
    await red.deploy(tab(account(recorder.url), operation('opentouch-hold-call')));
    for (const state of [
      { status: 500 },
      { status: 200, body: 'no list' },
      { status: 200, body: { calls: 'odd' } },
      { status: 200, body: { calls: [null, 7, { callData: [] }] } },
    ]) {
      recorder.answer((request) => {
        if (request.url.includes('/hold')) return { status: 403, body: { type: 'NOT_EXPECTED', code: 1004 } };
        return request.url.includes('/telephony/state') ? state : undefined;
      });
      red.inject('operation', { payload: { callRef: 'c1', deviceId: '1001' } });
      assert.match(await sentenceOfNext(), /it is not possible in the present state/);
    }
  } finally {
    await red.deploy([]);
    await recorder.stop();
  }
});

test('a source shows what happened last, and how it stands where that is news', async () => {
  const simulator = await simulators.start();
  const bob = account(simulator.url, { credentials: { login: 'bob', password: 'bob-secret' } });
  const source = { z: 'tab', server: 'server', wires: [[]] };
  await red.deploy([
    ...tab(bob),
    fresh('calls', 'opentouch-call', source),
    fresh('events', 'opentouch-events', { ...source, packages: ['telephony'] }),
  ]);
  await red.untilStatus('calls', connected);
  await red.untilStatus('events', connected);
  simulator.opentouch.exchange.placeCall('+33199001020', '1002');
  const { fill } = await red.untilStatus('calls', ({ text = '' }) => /199001020 ringing \d\d:\d\d$/.test(text));
  assert.equal(fill, 'green');
  await red.untilStatus('events', ({ text = '' }) => /^On\w+ \d\d:\d\d$/.test(text));
  // Node-RED shows a status for as long as there is no other.
  const port = Number(new URL(simulator.url).port);
  await simulators.stop();
  await red.untilStatus('calls', (status) => status.fill === 'red');
  await simulators.start({}, port);
  const again = await red.untilStatus('calls', connected, 20_000);
  assert.doesNotMatch(again.text ?? '', /ringing/);
});
