import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { fresh } from '../support/flow.ts';
import { freePort } from '../support/free-port.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { ask } from '../support/opentouch-requests.ts';

let red: NodeRed;
before(async () => {
  red = await startNodeRed();
});
after(() => red.stop());

const flow = (...nodes: FlowNode[]): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'Test' },
  ...nodes,
  { id: 'out', type: 'test-sink', z: 'tab', wires: [[]] },
  { id: 'catch', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'test-sink', z: 'tab', wires: [[]] },
];

const simulator = (id: string, port: unknown): FlowNode =>
  fresh(id, 'telephony-simulator', { z: 'tab', port, wires: [['out']] });

const green = (id: string) => red.untilStatus(id, ({ fill }) => fill === 'green');

test('the node serves while it is deployed, says so once and shows its port', async () => {
  const port = await freePort();
  await red.deploy(flow(simulator('one', port)));
  const started = await red.next('out');
  const { url, users } = started['payload'] as { url: string; users: { login: string }[] };
  assert.equal(started['topic'], 'started');
  assert.equal(url, `http://127.0.0.1:${port}`);
  assert.ok(users.some(({ login }) => login === 'alice'));
  assert.deepEqual(await green('one'), { fill: 'green', shape: 'dot', text: String(port) });
  assert.equal((await ask('GET', `${url}/api/rest`)).status, 200);
  await red.deploy([]);
  await assert.rejects(ask('GET', `${url}/api/rest`), { code: 'ECONNREFUSED' });
});

test('nodes with the same port share one simulator, until the last of them is gone', async () => {
  const port = await freePort();
  await red.deploy(flow(simulator('one', port), simulator('two', String(port))));
  const messages = [await red.next('out'), await red.next('out')];
  assert.deepEqual(messages[0]?.['payload'], messages[1]?.['payload']);
  await red.deploy(flow(simulator('one', port)), 'nodes');
  assert.equal((await ask('GET', `http://127.0.0.1:${port}/api/rest`)).status, 200);
  await red.deploy([]);
});

test('a redeploy starts it anew on the same port, time after time', async () => {
  const port = await freePort();
  for (let turn = 0; turn < 5; turn += 1) {
    await red.deploy(flow(simulator('one', port)));
    assert.equal((await red.next('out'))['topic'], 'started');
    assert.equal((await ask('GET', `http://127.0.0.1:${port}/api/rest`)).status, 200);
  }
  assert.deepEqual(red.waiting('errors'), []);
  await red.deploy([]);
});

test('a port that is taken is a red ring and an error that says what to do', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await red.deploy(flow(simulator('one', port)));
  const { error } = await red.next('errors');
  assert.match((error as Error).message, new RegExp(`port ${port} is taken`));
  assert.deepEqual(await red.untilStatus('one', ({ fill }) => fill === 'red'), {
    fill: 'red',
    shape: 'ring',
    text: String(port),
  });
  await red.deploy([]);
  await new Promise((resolve) => other.close(resolve));
});

test('the port may come from the environment, and what is no port is an error', async () => {
  const port = await freePort();
  const variable = 'TEST_SIMULATOR_PORT';
  process.env[variable] = String(port);
  await red.deploy(flow(simulator('one', `$\{${variable}}`), simulator('two', 'ninety')));
  assert.equal((await red.next('out'))['topic'], 'started');
  assert.equal((await ask('GET', `http://127.0.0.1:${port}/api/rest`)).status, 200);
  assert.match(((await red.next('errors'))['error'] as Error).message, /"ninety" is no port/);
  assert.equal(red.status('two')?.shape, 'ring');
  await red.deploy([]);
});
