import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Json } from '../../nodes/partner/wire/json.ts';
import { eventually } from '../support/eventually.ts';
import { fresh } from '../support/flow.ts';
import type { FlowNode } from '../support/node-red.ts';
import { customerOrder, fleetOrder } from '../support/partner-samples.ts';
import * as at from '../support/partner-site.ts';
import { type RedCommand, startRedCommand } from '../support/red-command.ts';

let red: RedCommand;
let orange: at.Orange;

before(async () => {
  orange = await at.startOrange();
  red = await startRedCommand('');
});
after(async () => {
  await red?.stop();
  await orange.stop();
});

const placed = { z: 'tab', x: 0, y: 0 };

/** Tells the recorder what came, and replies to what it is told by HTTP: an approval by a human. */
const flow = (): FlowNode[] => [
  at.partner(orange, { atDeadline: 'fail', deadline: '60' }),
  { ...fresh('orders', 'business-apps-order', { account: 'partner' }), ...placed, wires: [[], ['tell'], ['tell']] },
  {
    id: 'tell',
    type: 'change',
    ...placed,
    rules: [{ t: 'set', p: 'payload.redelivered', pt: 'msg', to: 'redelivered', tot: 'msg' }],
    wires: [['post']],
  },
  {
    id: 'post',
    type: 'http request',
    ...placed,
    method: 'POST',
    ret: 'txt',
    url: `${orange.recorder.url}/told`,
    wires: [[]],
  },
  { id: 'in', type: 'http in', ...placed, url: '/approve', method: 'post', wires: [['reply']] },
  {
    ...fresh('reply', 'business-apps-reply', { request: { type: 'msg', value: 'payload.id' } }),
    ...placed,
    wires: [['ok']],
  },
  { id: 'ok', type: 'http response', ...placed, wires: [] },
];

async function deploy(): Promise<void> {
  const flows = [{ id: 'tab', type: 'tab', label: 'Test' }, ...flow()];
  const headers = { 'Content-Type': 'application/json', 'Node-RED-API-Version': 'v2' };
  await fetch(`${red.url}/flows`, { method: 'POST', headers, body: JSON.stringify({ flows }) });
  await up();
}

const up = () =>
  eventually(
    async () => {
      const answer = await fetch(`${red.url}/business-apps/ping`).catch(() => undefined);
      return answer?.ok;
    },
    'the partner',
    30_000,
  );

async function order(body: unknown): Promise<Json> {
  const headers = { authorization: at.authorization, 'content-type': 'application/json' };
  const url = `${red.url}/business-apps${at.orderPath}`;
  return (await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as Json;
}

const approve = (id: unknown) =>
  fetch(`${red.url}/approve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id }),
  });

/** Bodies of what the flow was given. */
const told = () =>
  orange.recorder.requests.filter(({ url }) => url === '/told').map(({ body }) => JSON.parse(body.toString()) as Json);

/** Resolves with the message about the order as it came for the nth time. */
async function toldOf(find: (message: Json) => boolean, times: number): Promise<Json> {
  await eventually(() => told().filter(find).length >= times, `message ${times}`, 30_000);
  return told().filter(find)[times - 1] as Json;
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`what is open when Node-RED gets ${signal} is open afterwards, and ends once`, async () => {
    await deploy();
    const reference = `ORG-${signal}`;
    const customer = { externalReference: { type: 'orange', id: reference } };
    await order({ ...customerOrder, customer: { ...customer, tradingName: signal } });
    const ordered = { ...fleetOrder, customer };
    const ours = ({ customer: who }: Json) => (who as Json | undefined)?.['reference'] === reference;

    // Orange waits for the answer when the connection breaks.
    const broken = order(ordered).catch(() => undefined);
    const first = await toldOf(ours, 1);
    assert.equal(first['redelivered'], undefined);
    await red.restart(signal);
    await broken;
    await up();

    const again = await toldOf(ours, 2);
    assert.equal(again['redelivered'], true);
    assert.equal(again['orderId'], first['orderId']);

    // It sends the order again, and gets what the one flow says.
    const repeated = order(ordered);
    await approve(again['orderId']);
    const answer = await repeated;
    assert.deepEqual([answer['id'], answer['state']], [first['orderId'], 'completed']);
    assert.deepEqual(await order(ordered), answer);
    assert.equal(told().filter(ours).length, 2);
  });
}
