import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Caught } from '../support/bench.ts';
import { eventually } from '../support/eventually.ts';
import { operation, responseOf, tab } from '../support/flow.ts';
import { type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { alice, aliceAt, connected, events, Simulators, seen, sink } from '../support/opentouch-site.ts';

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

const numbers = Array.from({ length: 100 }, (_, number) => number);
const members = ['alice', 'bob', 'carol', 'dave'];
const memberFor = (number: number) => members[number % members.length];

const byPayload = operation(
  'opentouch-get-user',
  { loginName: { type: 'str', value: '{{payload.member}}' } },
  { output: { type: 'msg', value: 'answer' } },
);

async function flood(sinkId: string): Promise<Message[]> {
  for (const number of numbers) {
    red.inject('operation', { payload: { number, member: memberFor(number) }, kept: { number } });
  }
  const arrived: Message[] = [];
  for (const _ of numbers) arrived.push(await red.next(sinkId));
  return arrived;
}

const numberOf = (message: Message) => Number((message['kept'] as { number: number }).number);

test('a hundred messages at once on a fresh account share one login, and each gets its own answer', async () => {
  const simulator = await simulators.start();
  await red.deploy(tab(aliceAt(simulator.url), byPayload, events('source'), sink('heard')));
  const arrived = await flood('out');
  assert.deepEqual(
    arrived.map(numberOf).sort((a, b) => a - b),
    numbers,
  );
  for (const message of arrived) {
    const number = numberOf(message);
    assert.deepEqual(message['payload'], { number, member: memberFor(number) });
    assert.equal((message['answer'] as Message)['loginName'], memberFor(number));
    assert.equal(responseOf(message).statusCode, 200);
  }
  await red.untilStatus('source', connected);
  assert.equal(seen(simulator, 'discovery'), 1);
  assert.equal(seen(simulator, 'authenticate'), 1);
  assert.equal(seen(simulator, 'opentouch-open-session'), 1);
  assert.equal(seen(simulator, 'opentouch-create-subscription'), 1);
  assert.equal(seen(simulator, 'channel'), 1);
  assert.equal(seen(simulator, 'opentouch-get-user'), numbers.length);
  assert.deepEqual(red.waiting('errors'), []);
  await eventually(() => red.waiting('completed').length === numbers.length, 'a hundred completions');
  await red.untilStatus('operation', ({ fill }) => fill === 'grey');
});

test('a wrong password is tried once, and each of a hundred messages is told so', async () => {
  const simulator = await simulators.start();
  const account = aliceAt(simulator.url, { credentials: { ...alice, password: 'wrong' } });
  await red.deploy(tab(account, byPayload, events('source'), sink('heard')));
  for (const number of numbers) red.inject('operation', { payload: { member: 'bob' }, kept: { number } });
  // The event source has an error of its own.
  const arrived: Message[] = [];
  for (let count = 0; count <= numbers.length; count += 1) arrived.push(await red.next('errors'));
  const errors = arrived.map((message) => message['error'] as Caught);
  for (const { code, cause } of errors) {
    assert.equal(code, 'UNAUTHORIZED');
    assert.equal(cause['status'], 401);
    assert.equal(cause['canRetry'], false);
  }
  assert.equal(errors.filter(({ source }) => source.id === 'source').length, 1);
  const refused = arrived.filter((message) => (message['error'] as Caught).source.id === 'operation');
  assert.deepEqual(
    refused.map(numberOf).sort((a, b) => a - b),
    numbers,
  );
  assert.deepEqual(red.waiting('out'), []);
  const red1 = await red.untilStatus('operation', ({ fill }) => fill === 'red');
  assert.deepEqual(red1, { fill: 'red', shape: 'ring', text: 'wrong password' });
  const red2 = await red.untilStatus('source', ({ fill }) => fill === 'red');
  assert.equal(red2.text, 'wrong password');
  // Whoever asks later is refused without asking the server again.
  red.inject('operation', { payload: { member: 'bob' } });
  assert.equal(((await red.next('errors'))['error'] as Caught).code, 'UNAUTHORIZED');
  assert.equal(seen(simulator, 'authenticate'), 1);
  assert.equal(seen(simulator, 'opentouch-open-session'), 0);
});
