import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { after, before, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { tab } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { untouched } from '../support/opentouch-site.ts';
import { orangeAccount } from '../support/orange.ts';
import { runtime } from '../support/runtime.ts';
import { type Platform, startPlatform } from '../support/teaming-platform.ts';
import { sink, source, subscribed } from '../support/teaming-site.ts';

let red: NodeRed;
let platform: Platform;
before(async () => {
  platform = await startPlatform();
  red = await startNodeRed();
});
after(async () => {
  await red.stop();
  await platform.stop();
});

const kinds = ['full', 'flows', 'nodes'] as const;
const mail = { eventTypes: ['Voice Mail Message Summary'] };

/** Flows that differ from their neighbours in a source, the account, or in nothing. */
function flowAt(turn: number): FlowNode[] {
  const users = { userIds: 'alice@example.com, bob@example.com' };
  const nodes = [
    [source('one')],
    [source('one', { name: `turn ${turn}` }), source('two', mail)],
    [source('one', { ...users, name: `turn ${turn}` }), source('two', mail)],
    [source('two', { ...mail, ...users })],
    [],
  ];
  const name = turn % 4 === 0 ? `renamed in turn ${turn}` : '';
  const account = orangeAccount('teaming', platform.url, { userId: 'alice@example.com', name });
  return tab(turn % 10 === 0 ? account : untouched(account), ...(nodes[turn % nodes.length] ?? []), sink('heard'));
}

function holdings() {
  const count = (emitter: EventEmitter) =>
    emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  return { runtimeListeners: count(runtime().events), processListeners: count(process), timers };
}

test('fifty redeployments leave nothing behind, on the server or here', async () => {
  await red.deploy(flowAt(0));
  await red.untilStatus('one', subscribed);
  await red.deploy([]);
  const before = holdings();
  const logged = red.log.length;
  let longest = 0;
  for (let turn = 0; turn < 50; turn += 1) {
    const flow = flowAt(turn);
    const started = performance.now();
    await red.deploy(flow, kinds[turn % kinds.length]);
    longest = Math.max(longest, performance.now() - started);
    // Sometimes the subscriptions get the time to begin, sometimes not.
    if (turn % 3 === 0 && flow.some(({ id }) => id === 'two')) await red.untilStatus('two', subscribed);
  }
  await red.deploy([]);
  assert.equal(platform.subscriptions.size, 0);
  assert.ok(platform.count('POST /subscriptions') > 10, 'hardly anything was subscribed to');
  await eventually(() => holdings().timers <= before.timers, 'the end of all timers');
  assert.deepEqual(holdings(), before);
  assert.deepEqual(
    red.log.slice(logged).filter(({ level }) => level <= 30),
    [],
  );
  // Node-RED gives up on a node that takes 15 s to close.
  assert.ok(longest < 8000, `a deployment took ${longest} ms`);
});
