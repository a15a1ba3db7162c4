import { difference, isObject, type Json, objectsAt, quoted, textAt, valueAt } from './json.ts';
import { type CheckMode, isIsoDate, type Problems, type Stage, unless } from './problems.ts';

/** Which use case a product order is: a customer, a new fleet, more licences of a fleet. */
export type OrderKind = 'customer' | 'fleet' | 'more';

/** What an order is about, from what it holds. */
export function kindOf(request: Json): OrderKind {
  const [item] = objectsAt(request, 'orderItem');
  if (!item) return 'customer';
  return textAt(item, 'productRef.id') ? 'more' : 'fleet';
}

/** Holds a product order against the request that it answers. */
export function orderProblems(request: Json, order: unknown, stage: Stage, mode: CheckMode): Problems {
  if (!isObject(order)) return ['the product order is no JSON object'];
  const kind = kindOf(request);
  return [
    ...unless(textAt(order, 'id'), 'the product order has no id; the partner has to make one'),
    ...stateProblems(order, kind, stage, mode),
    ...dateProblems(order),
    ...(kind === 'customer' ? customerProblems(request, order) : itemProblems(request, order, kind)),
    ...noteProblems(order),
  ];
}

function stateProblems(order: Json, kind: OrderKind, stage: Stage, mode: CheckMode): Problems {
  const state = order['state'];
  if (state === 'partial') return ['the state "partial" is not used: an order is completed or failed as a whole'];
  if (state === 'failed') return [];
  if (state === 'completed') {
    const tooEarly = stage === 'answer' && mode === 'async' && kind !== 'customer';
    return unless(
      !tooEarly,
      'the state is "completed" at once, but the partner is meant to acknowledge and send an event',
    );
  }
  if (state !== 'acknowledged') return [`the state is ${quoted(state)}; completed, failed or acknowledged is expected`];
  if (stage === 'event') return ['an event carries the final state, not "acknowledged"'];
  if (kind === 'customer') return ['a customer is created at once: there is no event that could complete this order'];
  return unless(mode !== 'sync', 'the state is "acknowledged", but the partner is meant to complete at once');
}

function dateProblems(order: Json): Problems {
  return ['orderDate', 'completionDate']
    .filter((name) => order[name] !== undefined && !isIsoDate(order[name]))
    .map((name) => `${name} is ${quoted(order[name])}, no date and time with a zone in ISO 8601`);
}

/** A reason is wanted where something failed, and a note is a note. */
function noteProblems(order: Json): Problems {
  if (order['state'] !== 'failed') return [];
  const notes = [order['note'] ?? valueAt(order, 'orderItem.0.note')].flat();
  return unless(
    notes.some((note) => textAt(note, 'text')),
    'the order failed and no note.text says why',
  );
}

/** Every reference that Orange gave comes back, and the partner's own id beside it. */
function customerProblems(request: Json, order: Json): Problems {
  const { state } = order;
  const asked = objectsAt(request, 'relatedContact');
  const given = objectsAt(order, 'relatedContact');
  const reference = valueAt(request, 'customer.externalReference');
  return [
    ...unless(order['orderItem'] === undefined, 'the order of a customer has no orderItem'),
    ...echoProblems('customer', reference, valueAt(order, 'customer.externalReference')),
    ...unless(
      state === 'failed' || textAt(order, 'customer.id'),
      'customer.id is missing; the partner has to make one and return it',
    ),
    ...asked
      .filter((contact) => textAt(contact, 'externalReference.id'))
      .flatMap((contact) => contactProblems(contact, given, state !== 'failed')),
    ...doubleProblems(given.map((contact) => textAt(contact, 'id'))),
  ];
}

function contactProblems(asked: Json, given: readonly Json[], created: boolean): Problems {
  const reference = asked['externalReference'];
  const name = `the contact ${quoted(textAt(reference, 'id'))}`;
  const found = given.find((contact) => !difference(contact['externalReference'], reference));
  if (!found) return [`${name} is not in the answer with its externalReference unchanged`];
  return [
    ...unless(!created || textAt(found, 'id'), `${name} has no id; the partner has to make one and return it`),
    ...unless(
      found['role'] === asked['role'],
      `${name} has the role ${quoted(found['role'])} instead of ${asked['role']}`,
    ),
  ];
}

function doubleProblems(ids: readonly (string | undefined)[]): Problems {
  const known = ids.filter((id) => id !== undefined);
  return unless(new Set(known).size === known.length, 'two contacts have the same id');
}

function echoProblems(owner: string, asked: unknown, given: unknown): Problems {
  const changed = difference(asked, given);
  return unless(
    changed === undefined,
    `${owner}.externalReference must come back as ${quoted(asked)}, and is ${quoted(given)}`,
  );
}

function itemProblems(request: Json, order: Json, kind: OrderKind): Problems {
  const items = objectsAt(order, 'orderItem');
  const [item] = items;
  if (!item || items.length > 1) return [`there are ${items.length} orderItems; exactly one is expected`];
  const asked = objectsAt(request, 'orderItem')[0];
  const { state } = order;
  const offering = 'productOffering.externalReference';
  const quantity = valueAt(asked, 'productRef.userServiceQuantity');
  const returned = valueAt(item, 'productRef.userServiceQuantity');
  return [
    ...unless(
      order['category'] === request['category'],
      `category is ${quoted(order['category'])} instead of ${quoted(request['category'])}`,
    ),
    ...unless(
      item['state'] === state,
      `the orderItem's state ${quoted(item['state'])} is not that of the order, ${quoted(state)}`,
    ),
    ...unless(item['action'] === 'add', `the orderItem's action is ${quoted(item['action'])} instead of "add"`),
    ...echoProblems('orderItem.productOffering', valueAt(asked, offering), valueAt(item, offering)),
    ...unless(
      returned === quantity || (state === 'failed' && returned === undefined),
      `productRef.userServiceQuantity is ${quoted(returned)} instead of ${quoted(quantity)}: it is the number to add, as a number`,
    ),
    ...fleetProblems(item, state, kind),
  ];
}

function fleetProblems(item: Json, state: unknown, kind: OrderKind): Problems {
  const fleet = valueAt(item, 'productRef.id');
  if (state === 'completed') {
    return unless(
      typeof fleet === 'string' && fleet !== '',
      'productRef.id is missing: Orange needs the id of the fleet once the order is completed',
    );
  }
  const tooEarly = state === 'failed' && kind === 'fleet' && fleet !== undefined;
  return unless(!tooEarly, 'a failed order makes no fleet, and yet there is a productRef.id');
}
