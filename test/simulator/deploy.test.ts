import assert from 'node:assert/strict';
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

/** A tab with a simulator, one with something else, and one with a second simulator of the same port. */
function flow(port: number, label: string, second: string): FlowNode[] {
  return [
    { id: 'one', type: 'tab', label: 'Simulator' },
    fresh('simulator', 'telephony-simulator', { z: 'one', port, wires: [['started']] }),
    { id: 'started', type: 'test-sink', z: 'one', wires: [[]] },
    { id: 'two', type: 'tab', label },
    { id: 'other', type: 'test-sink', z: 'two', name: label, wires: [[]] },
    { id: 'three', type: 'tab', label: 'Example' },
    fresh('second', 'telephony-simulator', { z: 'three', name: second, port, wires: [['again']] }),
    { id: 'again', type: 'test-sink', z: 'three', wires: [[]] },
  ];
}

test('a deploy of something else leaves a simulator and all that has happened in it alone', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await red.deploy(flow(port, 'a', 'a'), 'full');
  await red.next('started');
  const somebody = { loginName: 'zoe', companyPhone: '1030' };
  assert.equal((await ask('POST', `${url}/simulator/users`, { body: somebody })).status, 201);
  const { body: made } = await ask('POST', `${url}/simulator/calls`, { body: { from: '+33140000000', to: '1030' } });
  const answer = `${url}/simulator/telephones/opentouch/zoe/answer`;
  assert.equal((await ask('POST', answer, { body: { call: made['callRef'] } })).status, 204);
  const remains = async (after: string) => {
    const { opentouch } = (await ask('GET', `${url}/simulator`)).body as Record<string, Record<string, object[]>>;
    assert.match(JSON.stringify(opentouch?.['users']), /"zoe"/, after);
    assert.match(JSON.stringify(opentouch?.['calls']), /ACTIVE/, after);
  };
  await remains('the call');
  await red.deploy(flow(port, 'b', 'a'), 'nodes');
  await remains('other nodes were deployed');
  await red.deploy(flow(port, 'c', 'a'), 'flows');
  await remains('another flow was deployed');
  // One of two nodes that mean the same simulator starts again; the other keeps it.
  await red.deploy(flow(port, 'c', 'b'), 'nodes');
  await red.next('again');
  await remains('a second node for it was deployed');
  await red.deploy(
    flow(port, 'c', 'b').filter(({ z, id }) => z !== 'three' && id !== 'three'),
    'flows',
  );
  await remains('a second node for it was taken away');
  await red.deploy([]);
});
