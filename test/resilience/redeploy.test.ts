import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { after, afterEach, before, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eventually } from '../support/eventually.ts';
import { operation, tab } from '../support/flow.ts';
import { installed } from '../support/installed.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { aliceAt, events, Simulators, seen, sink, untouched } from '../support/opentouch-site.ts';
import { AcceptedSockets } from './sockets.ts';

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

const simulators = new Simulators();
const sockets = new AcceptedSockets();
const warnings: Error[] = [];
const warned = (warning: Error) => warnings.push(warning);
let red: NodeRed;
before(async () => {
  process.on('warning', warned);
  red = await startNodeRed();
});
afterEach(async () => {
  await red.deploy([]);
  await simulators.stop();
});
after(async () => {
  process.off('warning', warned);
  sockets.stop();
  await red.stop();
});

const getLogins = (id = 'operation', properties = {}) => operation('opentouch-get-logins', {}, { id, ...properties });

type Kind = 'full' | 'flows' | 'nodes';
const kinds: readonly Kind[] = ['full', 'flows', 'nodes'];

/** Flows that differ from their neighbours in an operation, an event source, the account, or in nothing. */
function flowAt(turn: number, url: string): FlowNode[] {
  const source = events('source');
  const second = events('second', { packages: ['user'] });
  const nodes = [
    [getLogins(), source],
    [getLogins('operation', { name: `turn ${turn}` }), source],
    [getLogins('operation', { name: `turn ${turn}` }), source, second],
    [getLogins('operation', { name: `turn ${turn}` }), second],
    [getLogins()],
    [source, second, getLogins('operation', { timeout: '2' })],
    [],
  ];
  const name = turn % 5 === 0 ? `renamed in turn ${turn}` : '';
  const account = aliceAt(url, { name });
  return tab(turn % 10 === 0 ? account : untouched(account), ...(nodes[turn % nodes.length] ?? []), sink('heard'));
}

function listeners(emitter: EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

interface Holdings {
  readonly runtimeListeners: number;
  readonly processListeners: number;
  readonly timers: number;
}

function holdings(): Holdings {
  const { events: bus } = installed('node-red') as { events: EventEmitter };
  return {
    runtimeListeners: listeners(bus),
    processListeners: listeners(process),
    timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length,
  };
}

test('a hundred redeployments leave nothing behind, on the server or here', async () => {
  const simulator = await simulators.start();
  const { opentouch } = simulator;
  const accounts: WeakRef<object>[] = [];
  // Requests are slow enough to be under way when the next deployment comes.
  simulator.faults.set([{ on: 'opentouch-get-logins', delay: 40 }]);
  await red.deploy(flowAt(0, simulator.url));
  await red.deploy([]);
  const before = holdings();
  const logged = red.log.length;
  let longest = 0;
  for (let turn = 0; turn < 100; turn += 1) {
    const flow = flowAt(turn, simulator.url);
    const started = performance.now();
    await red.deploy(flow, kinds[turn % kinds.length]);
    longest = Math.max(longest, performance.now() - started);
    accounts.push(new WeakRef(red.node('server')));
    if (flow.some(({ id }) => id === 'operation')) {
      red.inject('operation');
      red.inject('operation');
      // Sometimes the channel gets the time to open, sometimes not.
      if (turn % 3 === 0) await red.nextOf(['out', 'errors']);
    }
    assert.ok(opentouch.sessions().length <= 1, `${opentouch.sessions().length} sessions after turn ${turn}`);
    assert.ok(opentouch.subscriptions().length <= 1, `${opentouch.subscriptions().length} subscriptions`);
  }
  await red.deploy([]);
  assert.deepEqual(opentouch.sessions(), []);
  assert.deepEqual(opentouch.subscriptions(), []);
  assert.deepEqual(opentouch.channels(), []);
  await eventually(() => sockets.at(simulator.port) === 0, 'the end of all connections to the server');
  assert.ok(seen(simulator, 'opentouch-create-subscription') > 10, 'the channel was hardly ever opened');
  assert.ok(seen(simulator, 'opentouch-get-logins') > 50, 'hardly any request was made');

  await eventually(() => holdings().timers <= before.timers, 'the end of all timers');
  assert.deepEqual(holdings(), before);
  assert.deepEqual(warnings, []);
  const complaints = red.log.slice(logged).filter(({ level }) => level <= 30);
  assert.deepEqual(complaints, []);
  // Node-RED gives up on a node that takes 15 s to close.
  assert.ok(longest < 5000, `a deployment took ${longest} ms`);

  const alive = () => {
    collectGarbage();
    return accounts.filter((account) => account.deref()).length;
  };
  await eventually(() => alive() <= 2, 'the end of the accounts of all turns');
});
