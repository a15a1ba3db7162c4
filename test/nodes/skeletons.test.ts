import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { NodeAPI } from 'node-red';
import { onDeleted } from '../../nodes/runtime/nodes/deleted-nodes.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { fresh, operation } from '../support/flow.ts';
import { installed } from '../support/installed.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt, events, sink } from '../support/opentouch-site.ts';
import { orangeAccount } from '../support/orange.ts';
import { customerOrder } from '../support/partner-samples.ts';
import * as partner from '../support/partner-site.ts';
import { runtime } from '../support/runtime.ts';

let red: NodeRed;
let simulator: Simulator;
let orange: partner.Orange;
const unhandled: unknown[] = [];
const remember = (reason: unknown) => void unhandled.push(reason);

before(async () => {
  // Node-RED itself only logs what nobody handles.
  process.on('unhandledRejection', remember);
  process.on('uncaughtException', remember);
  simulator = await startSimulator({ port: 0 });
  orange = await partner.startOrange();
  red = await startNodeRed();
});
after(async () => {
  await red.stop();
  await orange.stop();
  await simulator.stop();
  process.off('unhandledRejection', remember);
  process.off('uncaughtException', remember);
});
beforeEach(() => {
  unhandled.length = 0;
});

/** Whatever goes to two nodes is copied, and this cannot be, the first time. */
function uncopyable(): object {
  let reads = 0;
  return {
    get value(): string {
      reads += 1;
      if (reads === 1) throw new Error('not to be copied');
      return 'copied';
    },
  };
}

const both = [['out', 'also']];

const inputNodes: readonly FlowNode[] = [
  operation(
    'opentouch-get-user',
    { loginName: { type: 'str', value: 'alice' } },
    { id: 'opentouch-get-user', wires: both },
  ),
  operation('opentouch-operation', {}, { id: 'opentouch-operation', operation: 'opentouch-get-logins', wires: both }),
  {
    ...fresh('opentouch-search-directory', 'opentouch-search-directory', {
      server: 'server',
      search: { type: 'str', value: 'b' },
    }),
    z: 'tab',
    wires: both,
  },
  { ...fresh('business-apps-outbox', 'business-apps-outbox', { account: 'partner' }), z: 'tab', wires: [...both, []] },
  {
    ...partner.replies({ action: 'message', request: { type: 'msg', value: 'request' } }),
    id: 'business-apps-reply',
    wires: both,
  },
];

const site = (...nodes: readonly FlowNode[]): FlowNode[] => [...partner.site(...nodes), sink('also')];

const errorOf = ({ error }: Message) => error as { message: string; code?: string; source: { id: string } };

test('what cannot be sent on is an error of the node, with the message, and of nothing else', async () => {
  const customers = partner.orders(['customer', '', '']);
  await red.deploy(site(aliceAt(simulator.url), partner.partner(orange), ...customers, ...inputNodes));
  const answered = partner.order(red, customerOrder);
  const asked = await red.next('customer');
  const messages: Readonly<Record<string, Message>> = {
    'business-apps-reply': { ...asked, action: 'complete' },
  };
  for (const { id } of inputNodes) {
    red.inject(id, { ...messages[id], mark: id, uncopyable: uncopyable() });
    const caught = await red.next('errors');
    assert.match(errorOf(caught).message, /not to be copied/, id);
    assert.deepEqual([errorOf(caught).source.id, caught['mark']], [id, id]);
    assert.deepEqual(await red.untilStatus(id, ({ fill }) => fill === 'red'), {
      fill: 'red',
      shape: 'ring',
      text: 'not to be copied',
    });
  }
  await answered;
  assert.deepEqual(unhandled, []);
});

test('a node without its account says so at once, and to every message', async () => {
  await red.deploy(site(...inputNodes.filter(({ id }) => id !== 'business-apps-reply')));
  for (const { id } of inputNodes.filter(({ id }) => id !== 'business-apps-reply')) {
    assert.equal((await red.untilStatus(id, ({ fill }) => fill === 'red')).text, 'no account');
    red.inject(id, { mark: id });
    let caught = await red.next('errors');
    // One that emits by itself has told of it before.
    if (caught['mark'] === undefined) caught = await red.next('errors');
    assert.deepEqual([errorOf(caught).code, caught['mark']], ['NO_ACCOUNT', id]);
  }
});

test('an event source whose event cannot be sent on reports it, and hears the next one', async () => {
  const source = { ...events('source', { packages: ['telephony'] }), wires: [['out', 'also']] };
  await red.deploy(
    site(aliceAt(simulator.url), source, operation('opentouch-make-call', {}, { id: 'call', wires: [[]] })),
  );
  await red.untilStatus('source', ({ fill }) => fill === 'green');
  const node = red.node('source') as unknown as { send: (message: unknown) => void };
  const { send } = node;
  node.send = () => {
    node.send = send;
    throw new Error('not to be sent');
  };
  red.inject('call', { payload: { deviceId: '1001', callee: '1002', autoAnswer: true } });
  assert.match(errorOf(await red.next('errors')).message, /not to be sent/);
  assert.ok((await red.next('also'))['topic']);
  assert.deepEqual(unhandled, []);
});

test('what is under way when a node is closed ends, and the node closes', async () => {
  await red.deploy(site(aliceAt(simulator.url), ...inputNodes.slice(0, 3)));
  for (const { id } of inputNodes.slice(0, 3)) red.inject(id);
  const started = performance.now();
  await red.deploy([]);
  // Node-RED gives up on a node after 15 s.
  assert.ok(performance.now() - started < 10_000);
  assert.deepEqual(unhandled, []);
});

test('the deletion of an account is noticed, whatever its type, once; switching it off is none', async () => {
  const accounts: readonly FlowNode[] = [
    aliceAt(simulator.url),
    orangeAccount('teaming', 'http://127.0.0.1:9'),
    { ...orangeAccount('business-talk', 'http://127.0.0.1:9'), id: 'talk' },
    partner.partner(orange),
  ];
  const deleted: string[] = [];
  const { nodes } = installed('node-red') as NodeAPI;
  const RED = { events: runtime().events, nodes, log: { error: assert.fail } };
  for (const { type } of accounts) {
    onDeleted(RED as unknown as NodeAPI, type, async (id) => void deleted.push(`${type} ${id}`));
  }
  await red.deploy(site(...accounts));
  await red.deploy(site(...accounts.map((account) => ({ ...account, d: true }))));
  assert.deepEqual(deleted, []);
  for (const [index, { type, id }] of accounts.entries()) {
    await red.deploy(site(...accounts.slice(index + 1)));
    assert.deepEqual(deleted.splice(0), [`${type} ${id}`]);
  }
});
