import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { tab } from '../support/flow.ts';
import { type Arrival, type FlowNode, type NodeRed, startNodeRed } from '../support/node-red.ts';
import { orangeAccount } from '../support/orange.ts';
import type { NodeStatus } from '../support/red.ts';
import { runtime } from '../support/runtime.ts';
import { notification, post } from '../support/teaming-notify.ts';
import { type Platform, startPlatform } from '../support/teaming-platform.ts';
import { sink, source, subscribed } from '../support/teaming-site.ts';

const alice = 'alice@example.com';
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
afterEach(() => red.deploy([]));

const flow = (turn: number, ...nodes: readonly FlowNode[]) =>
  tab(orangeAccount('teaming', platform.url, { userId: alice, name: `turn ${turn}` }), ...nodes, sink('heard'));
const asked = (method: string) =>
  platform.requests.filter((request) => request.method === method && /^\S*\/subscriptions/.test(request.url)).length;

/** A source that is subscribed says so until there are events; from then on it says which was the last. */
const atWork = (status: NodeStatus) =>
  subscribed(status) || (status.fill === 'green' && /^alerting \d\d:\d\d$/.test(status.text ?? ''));

for (const kind of ['full', 'nodes'] as const) {
  test(`no call is lost in three deployments (${kind}), and the subscription is the one that there was`, async () => {
    await red.deploy(flow(0, source('one')));
    await red.untilStatus('one', subscribed);
    const [made, ended] = [asked('POST'), asked('DELETE')];
    const one = platform.only();
    const taken: string[] = [];
    const refused: number[] = [];
    const heard = new Set<string>();
    let deployed = false;
    let number = 0;
    let resyncs = 0;
    // Deploying drops what nobody has taken at a sink, so it is taken as it comes.
    const collect = ({ message: { topic, payload } }: Arrival) => {
      if (topic === 'resync') resyncs += 1;
      else heard.add((payload as { eventId: string }).eventId);
    };
    runtime().events.on('test-sink', collect);
    const calling = (async () => {
      while (!deployed || taken.length < 35) {
        number += 1;
        const eventId = `${kind} ${number}`;
        const status = await post(one.callBackUrl, notification(one, number, { eventId }));
        if (status === 204) taken.push(eventId);
        else refused.push(status);
      }
    })();
    for (let turn = 1; turn <= 3; turn += 1) {
      await red.deploy(flow(turn, source('one', { name: `turn ${turn}` })), kind);
      await red.untilStatus('one', atWork);
    }
    await eventually(() => resyncs > 0, 'a resync');
    deployed = true;
    await calling;
    const lost = () => taken.filter((id) => !heard.has(id));
    await eventually(() => lost().length === 0, 'the last of the calls').catch(() => undefined);
    assert.deepEqual(lost(), []);
    runtime().events.off('test-sink', collect);
    assert.deepEqual(refused, []);
    assert.deepEqual([asked('POST'), asked('DELETE')], [made, ended]);
    assert.equal(platform.only().subscriptionId, one.subscriptionId);
  });
}

test('a subscription whose source is gone after a deployment is ended, and so is one whose account is', async () => {
  await red.deploy(flow(0, source('one')));
  await red.untilStatus('one', subscribed);
  await red.deploy(flow(1));
  await eventually(() => platform.subscriptions.size === 0, 'the end of the subscription');
  await red.deploy(flow(2, source('one')));
  await red.untilStatus('one', subscribed);
  await red.deploy([]);
  assert.equal(platform.subscriptions.size, 0);
});
