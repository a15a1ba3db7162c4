import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkSettingsFrom } from '../../nodes/partner-check/settings.ts';
import { type Report, runAllUseCases } from '../../nodes/partner-check/use-cases/index.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { fresh } from '../support/flow.ts';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { changes, clientSecret, orders, secret } from '../support/partner-site.ts';

let red: NodeRed;
let simulator: Simulator;
let run = 0;

before(async () => {
  simulator = await startSimulator({ port: 0 });
  red = await startNodeRed();
});
after(async () => {
  await red.stop();
  await simulator.stop();
});

/** The account, sending its events to the simulator. */
function partner(properties: object): FlowNode {
  run += 1;
  const { url } = simulator;
  return fresh('partner', 'business-apps-partner', {
    directory: `${red.userDir}/state-${run}`,
    eventUrl: url,
    tokenUrl: `${url}/oauth/v3/token`,
    credentials: { inboundUser: 'orange', inboundSecret: secret, clientId: 'switchboard-demo', clientSecret },
    ...properties,
  });
}

/** A flow that says yes to everything. */
const flow = (): FlowNode[] => [
  ...orders(['reply', 'reply', 'reply']).filter(({ type }) => type !== 'test-sink'),
  ...changes(['reply', 'reply', 'reply']).filter(({ type }) => type !== 'test-sink'),
  { ...fresh('reply', 'business-apps-reply'), z: 'tab', wires: [[]] },
];

async function deploy(properties: object, nodes: readonly FlowNode[]): Promise<void> {
  await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, partner(properties), ...nodes]);
}

/** Everything that Orange does with a partner, and what was wrong with it. */
async function problems(mode: 'sync' | 'async', swap = 'wrapped'): Promise<Record<string, readonly string[]>> {
  const authentication = { kind: 'basic', user: 'orange', password: secret };
  const settings = checkSettingsFrom({ url: `${red.url}/business-apps`, authentication, mode, swap });
  return simulator.businessApps.partnerCheck.withPartner(settings, async (world) => {
    const reports: Report[] = [];
    for await (const report of runAllUseCases(world)) reports.push(report);
    assert.ok(reports.length > 10, 'that were not all use cases');
    return Object.fromEntries(reports.filter(({ ok }) => !ok).map(({ name, problems }) => [name, problems]));
  });
}

const async = { orderMode: 'async', changeMode: 'async' };

test('all use cases, by flows, in sync', async () => {
  await deploy({}, flow());
  assert.deepEqual(await problems('sync'), {});
});

test('all use cases, by flows, in async', async () => {
  await deploy(async, flow());
  assert.deepEqual(await problems('async', 'direct'), {});
});

test('all use cases, by the register alone, in sync', async () => {
  await deploy({ automatic: true, unknownFleet: 'not-found' }, []);
  assert.deepEqual(await problems('sync', 'direct'), {});
});

test('all use cases, by the register alone, in async', async () => {
  await deploy({ automatic: true, orderStatus: '200', changeStatus: '201', offer: 'mba2-beta', ...async }, []);
  assert.deepEqual(await problems('async'), {});
});
