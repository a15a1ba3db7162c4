import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { account, operation, responseOf, type TypedValue, tab } from '../support/flow.ts';
import { type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';

let red: NodeRed;
let simulator: Simulator;
before(async () => {
  red = await startNodeRed();
  simulator = await startSimulator({ port: 0 });
});
afterEach(() => red.deploy([]));
after(async () => {
  await red.stop();
  await simulator.stop();
});

type Fields = Readonly<Record<string, TypedValue>>;

/** Sends a message through a node with a chosen operation, or through the operation's own node. */
async function through(type: string, payload: unknown, fields: Fields = {}, properties: object = {}): Promise<Message> {
  const server = account(simulator.url, { credentials: { login: 'bob', password: 'bob-secret' } });
  await red.deploy(tab(server, operation(type, fields, { ...properties })));
  red.inject('operation', { payload, kept: true });
  return (await red.nextOf(['out', 'errors'])).message;
}

const chosen = (name: string, payload: unknown, fields?: Fields, properties: object = {}) =>
  through('opentouch-operation', payload, fields, { operation: name, ...properties });

test('a chosen operation does what its own node does', async () => {
  const fields = { callee: { type: 'str', value: '{{payload.who}}' } };
  const made = await chosen('opentouch-make-call', { who: '1003', deviceId: '1002', autoAnswer: true }, fields);
  assert.equal(responseOf(made).statusCode, 201);
  assert.equal(responseOf(made).operation, 'opentouch-make-call');
  assert.equal(made['kept'], true);
  const { callRef } = made['payload'] as { callRef: string };
  const read = await chosen('opentouch-get-call', { callRef });
  const own = await through('opentouch-get-call', { callRef });
  assert.deepEqual(read['payload'], own['payload']);
});

test('lists and look-ups work as in the own node', async () => {
  const list = await chosen('opentouch-get-voicemails', {}, {}, { list: 'all' });
  assert.equal((list['payload'] as unknown[]).length, 7);
});

test('errors are those of the operation', async () => {
  const missing = (await chosen('opentouch-hold-call', {}))['error'] as { code: string; cause: object };
  assert.equal(missing.code, 'INVALID_INPUT');
  assert.deepEqual(missing.cause, {
    system: 'opentouch',
    account: simulator.url,
    operation: 'opentouch-hold-call',
    field: 'callRef',
    sent: 'no',
    canRetry: false,
  });
});

for (const [what, name, text] of [
  ['no operation', '', /operation is missing; choose one in the node$/],
  ['an unknown one', 'opentouch-fly', /operation: opentouch has no operation opentouch-fly$/],
] as const) {
  test(`a node with ${what} says so to every message, and in its status`, async () => {
    const server = account(simulator.url);
    const shown = red.untilStatus('operation', ({ text: status }) => /^operation/.test(status ?? ''));
    await red.deploy(tab(server, operation('opentouch-operation', {}, { operation: name })));
    await shown;
    red.inject('operation', {});
    const error = (await red.next('errors'))['error'] as { code: string; message: string };
    assert.equal(error.code, 'INVALID_INPUT');
    assert.match(error.message, text);
  });
}
