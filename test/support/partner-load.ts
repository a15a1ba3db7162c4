import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import type { Json } from '../../nodes/partner/wire/json.ts';

/** What a partner of Orange is asked for, in turn: a third each of consultations, changes and orders of licences. */
export interface Load {
  /** Requests sent and answered. */
  readonly count: number;
  /** Licences that were ordered. */
  readonly ordered: number;
  readonly milliseconds: number;
  /** Milliseconds of the slowest answer. */
  readonly slowest: number;
  /** Answers other than expected. */
  readonly errors: readonly string[];
}

export interface LoadOptions {
  /** Base address of the partner. */
  readonly url: string;
  readonly authorization: string;
  readonly fleetId: string;
  /** Licences of the fleet that may be changed. */
  readonly ids: readonly string[];
  readonly count: number;
  /** Number of the first order, for none may be a repetition. */
  readonly from?: number;
  /** Requests under way at the same time. */
  readonly parallel: number;
  /** Seconds over which they are spread; as fast as it goes if absent. */
  readonly seconds?: number;
}

/** Sends many requests of all kinds. */
export async function load(options: LoadOptions): Promise<Load> {
  const { url, authorization, fleetId, ids, count, parallel, from = 0, seconds = 0 } = options;
  const { send, close } = client(url, authorization, parallel);
  const errors: string[] = [];
  let ordered = 0;
  let slowest = 0;
  let next = 0;

  const one = async (number: number) => {
    const id = ids[number % ids.length] ?? '';
    if (number % 3 === 0) {
      const { status, text } = await send('GET', `/userservice/v2/userService/${id}`);
      if (status !== 200 || (JSON.parse(text) as Json[])[0]?.['id'] !== id) errors.push(`${status} ${text}`);
    } else if (number % 3 === 1) {
      const externalState = number % 2 === 0 ? 'suspended' : 'active';
      const { status, text } = await send('POST', '/userservice/v2/userService/update', {
        userService: [{ id, externalState }],
      });
      if (status !== 200 || JSON.parse(text).state !== 'completed') errors.push(`${status} ${text}`);
    } else {
      const { status, text } = await send('POST', '/productordering/v2/productOrder', orderOf(fleetId, from + number));
      if (status !== 201 || JSON.parse(text).state === 'failed') errors.push(`${status} ${text}`);
      ordered += 1;
    }
  };

  const started = performance.now();
  const worker = async () => {
    while (next < count) {
      const number = next++;
      const due = started + (number * seconds * 1000) / count - performance.now();
      if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
      const begun = performance.now();
      await one(number).catch((error: Error) => errors.push(error.message));
      slowest = Math.max(slowest, performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  close();
  assert.ok(ordered > 0);
  return { count, ordered, milliseconds: performance.now() - started, slowest, errors };
}

/** Sends requests over a few sockets that are kept. */
export function client(url: string, authorization: string, sockets: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const send = (method: string, path: string, body?: unknown) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const outgoing = request(`${url}${path}`, { method, headers, agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text })).on('error', reject);
      });
      outgoing.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  return { send, close: () => agent.destroy() };
}

/** One more licence; every order is another one. */
function orderOf(fleetId: string, number: number): Json {
  return {
    category: 'production',
    orderDate: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
    externalReference: { type: 'orange', id: `ORDER-${number}` },
    orderItem: [{ action: 'add', productRef: { id: fleetId, userServiceQuantity: 1 } }],
  };
}
