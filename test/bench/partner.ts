import type { Json } from '../../nodes/partner/wire/json.ts';
import { eventually } from '../support/eventually.ts';
import { fresh } from '../support/flow.ts';
import type { FlowNode } from '../support/node-red.ts';
import { client, load } from '../support/partner-load.ts';
import { customerOrder, fleetOrder } from '../support/partner-samples.ts';
import { authorization, fleetIn, secret } from '../support/partner-site.ts';
import { startRedCommand } from '../support/red-command.ts';
import { compare } from './measure.ts';

const count = 5000;
const parallel = 50;
/** Requests per second that a partner has to stand. */
const asked = 500;

/** What a partner in a Node-RED of its own takes: orders, changes and consultations, each on disk before it is answered. */
export async function comparePartner(): Promise<void> {
  const red = await startRedCommand('');
  try {
    const deploy = async (nodes: readonly FlowNode[]) => {
      const flows = [{ id: 'tab', type: 'tab', label: 'Bench' }, ...nodes];
      const headers = { 'Content-Type': 'application/json', 'Node-RED-API-Version': 'v2' };
      await fetch(`${red.url}/flows`, { method: 'POST', headers, body: JSON.stringify({ flows }) });
    };
    await deploy([account, ...echo]);
    const url = `${red.url}/business-apps`;
    await eventually(async () => (await fetch(`${url}/ping`)).ok, 'the partner', 30_000);
    const fleet = await fleetAt(url);
    let number = 0;
    const run = (options: object) => {
      number += count;
      return load({ url, authorization, ...fleet, count, parallel, from: number, ...options });
    };
    await compare(`Mixed requests of Orange, ${parallel} at a time`, '/s', 'more', [
      { name: 'partner, orders by the register', run: async () => (count * 1000) / (await run({})).milliseconds },
      { name: 'core nodes, nothing kept', run: () => echoed(red.url) },
    ]);
    const { errors, slowest, milliseconds } = await run({ seconds: count / asked });
    const rate = ((count * 1000) / milliseconds).toFixed(0);
    process.stdout.write(
      `${asked}/s asked for: ${rate}/s, ${errors.length} errors, slowest ${slowest.toFixed(0)} ms\n\n`,
    );
  } finally {
    await red.stop();
  }
}

const account = fresh('partner', 'business-apps-partner', {
  automatic: true,
  credentials: { inboundUser: 'orange', inboundSecret: secret },
});

/** Core nodes that answer every request with its own body. */
const echo: readonly FlowNode[] = [
  { id: 'in', type: 'http in', z: 'tab', url: '/echo', method: 'post', x: 0, y: 0, wires: [['back']] },
  { id: 'back', type: 'http response', z: 'tab', x: 0, y: 0, wires: [] },
];

async function echoed(url: string): Promise<number> {
  const { send, close } = client(url, '', parallel);
  const start = performance.now();
  let left = count;
  const worker = async () => {
    while (left-- > 0) JSON.parse((await send('POST', '/echo', fleetOrder)).text);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  close();
  return (count * 1000) / (performance.now() - start);
}

/** A fleet of a hundred licences. */
async function fleetAt(url: string): Promise<{ fleetId: string; ids: string[] }> {
  const headers = { authorization, 'content-type': 'application/json' };
  const post = async (body: unknown) => {
    const path = `${url}/productordering/v2/productOrder`;
    return (await (await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as Json;
  };
  await post(customerOrder);
  const [item] = fleetOrder['orderItem'] as [Json];
  const customer = { externalReference: { type: 'orange', id: 'ORG-445566' } };
  const order = await post({
    ...fleetOrder,
    customer,
    orderItem: [{ ...item, productRef: { userServiceQuantity: 100 } }],
  });
  const fleetId = String(fleetIn(order));
  const licences = await fetch(`${url}/userservice/v2/userService?productRefId=${fleetId}`, { headers });
  return { fleetId, ids: ((await licences.json()) as Json[]).map(({ id }) => String(id)) };
}
