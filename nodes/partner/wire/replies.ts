import { type Steps, slicesOf } from '../../runtime/slices.ts';
import { isObject, type Json } from '../../schema/json.ts';
import type { Licence, LicenceChange } from './plain.ts';
import { readAs, written } from './read.ts';

/** How a request stands; `partial` is not used by Orange and never sent. */
export type ReplyState = 'acknowledged' | 'completed' | 'failed';

/** Why something failed, or what there is to say of it. */
export interface ReplyNote {
  readonly text: string;
  readonly author?: string;
}

/** What became of an order. Ids are those that the partner made. */
export interface OrderOutcome {
  readonly state: ReplyState;
  readonly orderId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly customerId?: string;
  /** In the order of the contacts of the request. */
  readonly contactIds?: readonly (string | undefined)[];
  /** The fleet that holds the new licences. */
  readonly fleetId?: string;
  readonly note?: ReplyNote;
}

/**
 * The product order that answers one: the partner's ids in it, Orange's references echoed, nothing empty.
 * @param request without empty nodes
 */
export function orderReply(request: Json, outcome: OrderOutcome): Json {
  const { state, orderId, at, note, customerId, contactIds = [], fleetId } = outcome;
  const isDone = state === 'completed';
  const { category, orderDate, customer = {}, contacts = [], item } = readAs('OrderReply', request).value;
  const { id, externalReference, name } = customer;
  // What an order makes has no id before it is made.
  const ownId = item || isDone ? (customerId ?? id) : id;
  const known = isDone ? (fleetId ?? item?.fleetId) : state === 'acknowledged' ? item?.fleetId : undefined;
  return written('OrderReply', {
    orderId,
    state,
    category,
    orderDate,
    completionDate: isDone ? at : undefined,
    note: noteOf(note, at),
    customer: { id: ownId, externalReference, name: item ? undefined : name },
    contacts: contacts.map((contact, index) =>
      isDone ? { ...contact, id: contactIds[index] ?? contact.id } : contact,
    ),
    item: item && { ...item, id: item.id ?? '1', state, action: item.action ?? 'add', fleetId: known },
  });
}

/** What became of an update of licences. */
export interface ChangeOutcome {
  readonly state: ReplyState;
  /** ISO 8601. */
  readonly at: string;
  /** As they are now. An acknowledgement echoes the request instead. */
  readonly licences?: readonly Licence[];
  readonly note?: ReplyNote;
}

/** Licences that one step writes. */
const atOnce = 50;

/**
 * The update that answers one, in steps where its licences are many.
 * @param request without empty nodes
 */
export function* changeReply(request: Json, { state, at, licences = [], note }: ChangeOutcome): Steps<Json> {
  const asked: readonly unknown[] = [readAs('ChangeEcho', request).value.licences ?? []].flat();
  if (state === 'acknowledged') return written('ChangeEcho', { state, licences: asked });
  const shown = licences.length > 0 ? licences : asked.filter(isObject).map(({ id }) => ({ id }));
  const reply = written('ChangeReply', { state, note: noteOf(note, at) });
  const lists: Record<string, unknown[]> = {};
  for (const some of slicesOf<object>(shown, atOnce)) {
    for (const [name, list] of Object.entries(written('ChangeReply', { licences: some }))) {
      lists[name] = [...(lists[name] ?? []), ...(list as unknown[])];
    }
    yield;
  }
  return { ...reply, ...lists };
}

/** What licences are after changes, as far as the changes say. */
export function afterChange({ id, fleetId, externalState, offer }: LicenceChange): Licence {
  return {
    id,
    ...(fleetId && { fleetId }),
    ...(externalState && { externalState, state: stateFor[externalState] }),
    ...(offer && { offer }),
  };
}

/** The state of a licence that Orange wants to be so. */
export const stateFor = {
  active: 'active',
  inactive: 'inactive',
  suspended: 'inactive',
  deleted: 'terminated',
} as const;

/** A licence as a consultation shows it. */
export function licenceReply(licence: Licence): Json {
  return written('Licence', licence);
}

function noteOf(note: ReplyNote | undefined, at: string): Json | undefined {
  return note && { text: note.text, date: at, author: note.author };
}
