import type { Connection, WireResponse } from '../runtime/connection.ts';
import { type Origin, TelephonyError } from '../runtime/errors.ts';
import { objectIn } from '../runtime/json.ts';
import { originOf } from '../runtime/perform.ts';
import type { Ledger, Outcome, Request } from './ledger.ts';
import type { OutboxEntry } from './outbox.ts';
import { isJson, type Json, objectAt, objectsAt, textAt } from './wire/json.ts';
import type { OwnChange } from './wire/own-changes.ts';
import { ownChangeOf } from './wire/own-changes-in.ts';
import { Refusal } from './wire/refusal.ts';

/**
 * The connection of a partner's account. What is sent over it goes to no server but into the ledger: the end of an order or
 * an update concludes it, a change of the partner's own is made in the register; the event that tells Orange of it lies in
 * the outbox when the answer 202 comes, `{ eventId, event }`.
 */
export function eventConnection(ledger: Promise<Ledger>): Connection {
  return {
    defaults: {},
    async send(operation, { path, body }) {
      const resource = objectIn(typeof body === 'string' ? body : '')['resource'];
      const given = isJson(resource) ? resource : {};
      const kept = await keep(await ledger, path, given, originOf(operation)).catch((error: unknown) => {
        throw error instanceof Refusal ? invalid(originOf(operation), error.message) : error;
      });
      return answer(kept);
    },
    fetch: (_url, origin) =>
      Promise.reject(new TelephonyError('NOT_SUPPORTED', 'nothing to fetch', { ...origin, canRetry: false })),
    refusal: () => ({}),
  };
}

/** What there is to say when something has been kept. */
interface Kept {
  readonly eventId?: string;
  readonly event?: unknown;
}

async function keep(ledger: Ledger, path: string, resource: Json, origin: Origin): Promise<Kept> {
  const ofOrder = path.startsWith('/productordering/');
  if (!ofOrder && resource['state'] === undefined) return keptOf(await ledger.change(changesIn(resource)));
  const request = ofOrder ? await orderIn(ledger, resource, origin) : await updateIn(ledger, resource, origin);
  const { eventId, result } = await ledger.conclude(request.id, outcomeIn(resource));
  const entry = eventId === undefined ? undefined : await ledger.outbox.get(eventId);
  // Somebody is still waiting for the answer: it goes there, and there is no event.
  return entry ? keptOf(entry) : { event: { resource: result } };
}

async function orderIn(ledger: Ledger, resource: Json, origin: Origin): Promise<Request> {
  const id = textAt(resource['id'], 'orderId') ?? '';
  const request = await ledger.request(id);
  if (request?.api === 'productOrder') return request;
  throw unknown(origin, 'orderId', `there is no order ${id}`);
}

async function updateIn(ledger: Ledger, resource: Json, origin: Origin): Promise<Request> {
  const ids = objectsAt(resource['userService'], 'licences').map(({ id }) => String(id));
  const request = await ledger.openUpdate(ids);
  if (request) return request;
  throw unknown(origin, 'licences', `no open request asks for a change of ${ids.join(', ')} and no others`);
}

function outcomeIn(resource: Json): Outcome {
  const text = textAt(objectAt(resource['note'], 'note')?.['text'], 'note');
  const [item] = objectsAt(resource['orderItem'], 'orderItem');
  const fleetId = textAt(objectAt(item?.['productRef'], 'fleetId')?.['id'], 'fleetId');
  return {
    state: resource['state'] === 'failed' ? 'failed' : 'completed',
    ...(text && { note: { text } }),
    ...(fleetId && { fleetId }),
  };
}

function changesIn(resource: Json): OwnChange[] {
  return objectsAt(resource['userService'], 'licences').flatMap(ownChangeOf);
}

function keptOf({ id, body }: OutboxEntry): Kept {
  return { eventId: id, event: JSON.parse(body) };
}

function answer(kept: Kept): WireResponse {
  return { status: 202, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(kept)) };
}

function unknown(origin: Origin, field: string, text: string): TelephonyError {
  return new TelephonyError('NOT_FOUND', `${origin.operation}: ${text}`, { ...origin, field, canRetry: false });
}

function invalid(origin: Origin, text: string): TelephonyError {
  return new TelephonyError('INVALID_INPUT', text, { ...origin, canRetry: false });
}
