import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import type { FlowNode } from '../support/node-red.ts';
import { orangeAccount } from '../support/orange.ts';
import { type RedCommand, startRedCommand } from '../support/red-command.ts';
import { load } from '../support/teaming-load.ts';
import { type Platform, startPlatform } from '../support/teaming-platform.ts';
import { source } from '../support/teaming-site.ts';
import { compare } from './measure.ts';

const perSecond = 1000;
const seconds = 5;

/** Milliseconds until 99 % of the notifications are answered, by the event source and by core nodes that only answer. */
export async function compareNotifications(): Promise<void> {
  const platform = await startPlatform();
  // In a process of its own, so that the work of the sender is not taken for that of the receiver.
  const red = await startRedCommand('');
  try {
    await deploy(red, platform);
    await eventually(() => platform.subscriptions.size === 1, `a subscription\n${red.output()}`);
    const subscription = platform.only();
    let expected = 0;
    await compare(`Notifications, ${perSecond} a second for ${seconds} s, answered by 99 % within`, 'ms', 'less', [
      {
        name: 'teaming-events',
        run: async () => {
          const { p99, statuses } = await load(subscription.callBackUrl, subscription, perSecond, seconds);
          assert.deepEqual(statuses, { 204: perSecond * seconds });
          expected += perSecond * seconds;
          await eventually(async () => (await emitted(red)) >= expected, 'all of them in the flow');
          assert.equal(await emitted(red), expected);
          return p99;
        },
      },
      {
        name: 'http in and http response',
        run: async () => (await load(`${red.url}/plain`, subscription, perSecond, seconds)).p99,
      },
    ]);
  } finally {
    await red.stop();
    await platform.stop();
  }
}

/** How many events came out of the source; more than there are if any came twice. */
async function emitted(red: RedCommand): Promise<number> {
  return Number(await (await fetch(`${red.url}/emitted`)).text());
}

async function deploy(red: RedCommand, platform: Platform): Promise<void> {
  const place = { z: 'tab', x: 0, y: 0 };
  const func = (id: string, code: string, to?: string): FlowNode => ({
    ...{ id, type: 'function', name: '', func: code, outputs: to ? 1 : 0, wires: to ? [[to]] : [] },
    ...place,
  });
  const httpIn = (id: string, method: string, url: string, to: string): FlowNode => ({
    ...{ id, type: 'http in', name: '', method, url, upload: false, wires: [[to]], ...place },
  });
  const flows = [
    { id: 'tab', type: 'tab', label: 'Load' },
    { ...orangeAccount('teaming', platform.url, { userId: 'alice@example.com' }), z: undefined },
    source('source', { ...place, wires: [['count']] }),
    func('count', "if (msg.topic === 'alerting') flow.set('count', (flow.get('count') ?? 0) + 1);"),
    httpIn('ask', 'get', '/emitted', 'tell'),
    func('tell', "msg.payload = String(flow.get('count') ?? 0); return msg;", 'answer'),
    httpIn('plain', 'post', '/plain', 'nothing'),
    func('nothing', "msg.payload = ''; msg.statusCode = 204; return msg;", 'answer'),
    { id: 'answer', type: 'http response', name: '', statusCode: '', headers: {}, wires: [], ...place },
  ];
  const headers = { 'Content-Type': 'application/json', 'Node-RED-API-Version': 'v2' };
  const answer = await fetch(`${red.url}/flows`, { method: 'POST', headers, body: JSON.stringify({ flows }) });
  assert.equal(answer.status, 200, await answer.text());
}
