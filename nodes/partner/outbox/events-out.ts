import { invalidInput, type Origin, TelephonyError } from '../../runtime/errors.ts';
import type { Connection } from '../../runtime/operation/connection.ts';
import { originOf } from '../../runtime/operation/perform.ts';
import { type Json, textOf } from '../../schema/json.ts';
import type { Values } from '../../schema/values.ts';
import type { Ledger, Request, RequestOutcome } from '../ledger/ledger.ts';
import { compact } from '../wire/json.ts';
import type { OwnChange } from '../wire/own-changes.ts';
import type { Person } from '../wire/plain.ts';
import type { OutboxEntry } from './outbox.ts';

/** What there is to say when something has been kept; the payload of the operation's node. */
interface Kept {
  /** Absent when somebody was still waiting for the answer: it went there, and there is no event. */
  readonly eventId?: string;
  readonly event?: unknown;
}

type Keep = (ledger: Ledger, values: Values, origin: Origin) => Promise<Kept>;

/**
 * The connection of a partner's account. Its operations send no request but are carried out in the ledger: the end of an
 * order or an update concludes it, a change of the partner's own is made in the register; the event that tells Orange of it
 * lies in the outbox when the operation ends with 202, `{ eventId, event }`.
 */
export function eventConnection(ledger: Promise<Ledger>): Connection {
  return {
    defaults: {},
    async carryOut(operation, values) {
      const origin = originOf(operation);
      const keep = operations[operation.type];
      if (!keep) throw notSupported(origin);
      return { status: 202, payload: await keep(await ledger, values, origin) };
    },
    send: (operation) => Promise.reject(notSupported(originOf(operation))),
    fetch: (_url, origin) => Promise.reject(notSupported(origin)),
    readError: () => ({}),
  };
}

const operations: Readonly<Record<string, Keep>> = {
  'business-apps-order-event': async (ledger, values, origin) => {
    const id = String(values['orderId']);
    const request = await ledger.request(id);
    if (request?.api !== 'productOrder') throw unknown(origin, 'orderId', `there is no order ${id}`);
    return conclude(ledger, request, values);
  },
  'business-apps-licence-event': async (ledger, values, origin) => {
    const ids = (values['licences'] as readonly Json[]).map(({ id }) => String(id));
    const request = await ledger.openUpdate(ids);
    if (request) return conclude(ledger, request, values);
    throw unknown(origin, 'licences', `no open request asks for a change of ${ids.join(', ')} and no others`);
  },
  'business-apps-end-user': change((values, origin) => {
    // Whoever is deleted needs no data, so what there is of it is left out.
    if (values['action'] === 'delete') return { kind: 'endUser', action: 'delete' };
    const endUser = personIn(values);
    if (Object.keys(endUser).length === 0)
      throw invalidInput(origin, 'endUserId', 'is missing; give it, a name or an e-mail address');
    return { kind: 'endUser', action: values['action'] === 'modify' ? 'modify' : 'add', endUser };
  }),
  'business-apps-resource': change((values) => ({
    kind: 'resource',
    action: 'modify',
    resource: { type: String(values['resourceType']), characteristics: values['characteristics'] as Json },
  })),
  'business-apps-login': change((values) => {
    const value = textOf(values['login']);
    const email = textOf(values['email']);
    const key = textOf(values['loginType']);
    return {
      kind: 'login',
      action: String(values['action']),
      ...(value && { login: { ...(key && { key }), value } }),
      ...(email && { email }),
    };
  }),
};

type WithoutLicence<T> = T extends unknown ? Omit<T, 'licenceId' | 'fleetId'> : never;

/** A change of the partner's own, of one licence. */
function change(read: (values: Values, origin: Origin) => WithoutLicence<OwnChange>): Keep {
  return async (ledger, values, origin) => {
    const fleetId = textOf(values['fleetId']);
    const licence = { licenceId: String(values['licenceId']), ...(fleetId && { fleetId }) };
    return keptOf(await ledger.change([{ ...licence, ...read(values, origin) }]));
  };
}

async function conclude(ledger: Ledger, request: Request, values: Values): Promise<Kept> {
  const { eventId, result } = await ledger.conclude(request.id, outcomeIn(values));
  const entry = eventId === undefined ? undefined : await ledger.outbox.get(eventId);
  return entry ? keptOf(entry) : { event: { resource: result } };
}

function outcomeIn(values: Values): RequestOutcome {
  const text = textOf(values['note']);
  const fleetId = textOf(values['fleetId']);
  return {
    state: values['state'] === 'failed' ? 'failed' : 'completed',
    ...(text && { note: { text } }),
    ...(fleetId && { fleetId }),
  };
}

function personIn(values: Values): Person {
  const text = (name: string) => textOf(values[name]);
  return compact<Person>({
    id: text('endUserId'),
    givenName: text('givenName'),
    familyName: text('familyName'),
    email: text('email'),
    phone: text('phone'),
    mobile: text('mobile'),
  });
}

function keptOf({ id, body }: OutboxEntry): Kept {
  return { eventId: id, event: JSON.parse(body) };
}

function unknown(origin: Origin, field: string, text: string): TelephonyError {
  return new TelephonyError('NOT_FOUND', text, { ...origin, field, canRetry: false });
}

function notSupported(origin: Origin): TelephonyError {
  const message = `the account has nothing to send such a request to`;
  return new TelephonyError('NOT_SUPPORTED', message, { ...origin, canRetry: false });
}
