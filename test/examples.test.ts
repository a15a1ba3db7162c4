import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { scenarios } from './scenarios/index.ts';
import { examplesIn, imported, Sidebar, Stage, shownExamples } from './support/examples.ts';
import { freePort } from './support/free-port.ts';
import { type MqttBroker, startMqttBroker } from './support/mqtt-broker.ts';
import { type FlowNode, type NodeRed, startNodeRed } from './support/node-red.ts';

const examples = shownExamples();
let nodeRed: NodeRed;
let sidebar: Sidebar;
let port: number;
let broker: MqttBroker;

before(async () => {
  nodeRed = await startNodeRed();
  sidebar = new Sidebar();
  port = await freePort();
  broker = await startMqttBroker();
});

after(async () => {
  sidebar.stop();
  await nodeRed.stop();
  await broker.stop();
});

/** The flow with the broker of this test. */
const withBroker = (node: FlowNode): FlowNode =>
  node.type === 'mqtt-broker' ? { ...node, port: String(broker.port) } : node;

async function deployed(flows: readonly (readonly FlowNode[])[]): Promise<Stage[]> {
  sidebar.clear();
  await nodeRed.deploy(flows.flat().map(withBroker));
  const stages = flows.map((nodes) => new Stage(nodeRed, sidebar, nodes, port));
  await Promise.all(stages.map((stage) => stage.connected()));
  return stages;
}

function assertQuiet(stages: readonly Stage[]): void {
  for (const stage of stages) assert.deepEqual(stage.waiting('Errors'), []);
  const shown = sidebar.lines.join('\n');
  assert.doesNotMatch(shown, /-secret|AlcUserId|JSESSIONID|subscriptionId|OTEvents|set-cookie/i);
}

for (const example of examples) {
  test(`"${example.title}" does by itself what its comment says`, async () => {
    const stages = await deployed([imported(example, port, `alone-${example.title.slice(0, 2)}`)]);
    for (const stage of stages) await scenarios[example.title]?.(stage);
    assertQuiet(stages);
  });
}

test('all examples do it at the same time', async () => {
  const stages = await deployed(examples.map((example, index) => imported(example, port, `together-${index}`)));
  await Promise.all(stages.map((stage, index) => scenarios[examples[index]?.title ?? '']?.(stage)));
  assertQuiet(stages);
});

test('the call log and the supervisor find out what happened while the server was away', async () => {
  const concerned = examples.filter(({ title }) => /^0[45]/.test(title));
  const stages = await deployed(concerned.map((example, index) => imported(example, port, `gap-${index}`)));
  const [log, board] = stages as [Stage, Stage];
  await board.status('Érin', 'free');

  // New calls begin while nobody listens.
  await log.simulate('PUT', 'faults', { do: [{ action: 'switch-over', milliseconds: 1 }] });
  const { callRef } = await log.simulate<{ callRef: string }>('POST', 'calls', { from: '+33199001090', to: '1006' });
  await log.simulate('POST', 'calls', { from: '+33199001091', to: '1005' });
  await board.status('Érin', 'ringing');
  await board.press('Érin hangs up');
  await board.status('Érin', 'free');
  await log.until(() => log.flow('calls', callRef), 'the call is known');
  await log.as('frank', 'DELETE', `/telephony/calls/${callRef}`);
  assert.match(await log.next<string>('Call log'), /UTC incoming from \+33199001090: rang \d s, not answered$/);
});

test('the call log writes its line for a call that ends just when the session is lost', async () => {
  const [example] = examples.filter(({ title }) => title.startsWith('04'));
  assert.ok(example);
  const [log] = (await deployed([imported(example, port, 'lost')])) as [Stage];
  const { callRef } = await log.simulate<{ callRef: string }>('POST', 'calls', { from: '+33199001092', to: '1006' });
  await log.until(() => log.flow('calls', callRef), 'the call is known');
  await log.simulate('PUT', 'faults', { do: ['expire-sessions'] });
  await log.as('frank', 'DELETE', `/telephony/calls/${callRef}`);
  // The event may still come, or the comparison afterwards finds it.
  assert.match(await log.next<string>('Call log'), /UTC incoming from \+33199001092: rang \d s, not answered/);
  await log.until(() => !log.flow('calls', callRef), 'the call is forgotten');
  assert.deepEqual(log.waiting('Call log'), []);
});

test('the reference flows can be deployed together, and nothing fails', async () => {
  const flows = examplesIn('examples/reference').map((example, index) => imported(example, port, `reference-${index}`));
  const before = nodeRed.log.length;
  const stages = await deployed(flows);
  const problems = nodeRed.log.slice(before).filter(({ level }) => level <= 30);
  assert.deepEqual(problems, []);
  assertQuiet(stages);
});

test('every example has its scenario', () => {
  assert.deepEqual(
    examples.map(({ title }) => title),
    Object.keys(scenarios),
  );
});
