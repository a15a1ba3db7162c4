import type { Lookup, Offered } from '../../catalogue/choices.ts';
import { type DescribedOperation, type InputField, inDialect, siblingOf } from '../../schema/describe.ts';
import { isObject } from '../../schema/json.ts';
import { sentAt } from '../../schema/places.ts';
import { invalidInput, TelephonyError } from '../errors.ts';
import type { AccountLists, Connection, SendOptions } from '../operation/connection.ts';
import { complete } from '../operation/inputs.ts';
import { finderFor } from '../operation/lookup.ts';
import { itemsIn } from '../operation/pages.ts';
import { forSibling, originOf, perform } from '../operation/perform.ts';

/** What a field may stand for. */
export interface LookupItem {
  readonly value: string;
  readonly label: string;
}

/** An account that is asked, deployed or not. */
export interface AskedAccount {
  readonly connection?: Connection | undefined;
  readonly lists?: AccountLists | undefined;
}

/** What is asked for a field of an operation. */
export interface LookupQuestion {
  readonly operation: DescribedOperation;
  readonly field: InputField;
  /** Values of other fields. */
  readonly known: Readonly<Record<string, string>>;
  /** What was typed to search by. */
  readonly text: string;
}

/** So many items of a list in pages are enough to choose from. */
const enough = 100;

/**
 * What there is to choose from for a field.
 * @throws TelephonyError when the account cannot tell
 */
export async function itemsFor(
  { connection, lists = {} }: AskedAccount,
  { operation, field, known, text }: LookupQuestion,
  options: SendOptions,
): Promise<LookupItem[]> {
  const { choices } = field;
  if (!choices) return [];
  if ('list' in choices) {
    const items = await lists[choices.list]?.({ text, known }, options);
    if (!items)
      throw new TelephonyError('NO_ACCOUNT', 'the account is not deployed', {
        ...originOf(operation),
        canRetry: false,
      });
    return offered(items, choices);
  }
  if (!connection) return [];
  const described = inDialect(operation, connection.dialects);
  return offered(await listed(connection, described, choices, known, options), choices);
}

async function listed(
  connection: Connection,
  operation: DescribedOperation,
  lookup: Lookup,
  known: Readonly<Record<string, string>>,
  options: SendOptions,
): Promise<unknown[]> {
  const listing = siblingOf(operation, lookup.operation);
  const given = new Map<string, unknown>(Object.entries(forSibling(listing, known)));
  for (const field of listing.fields) {
    if (!field.required || field.lookup || given.has(field.name) || connection.defaults[field.name]) continue;
    const only = await onlyOne(connection, listing, field, options);
    if (only !== undefined) given.set(field.name, only);
  }
  const paged = listing.fields.some(({ name }) => name === 'limit');
  if (paged && listing.pages) given.set('limit', enough);
  const sources = { defaults: connection.defaults, find: finderFor(connection, listing, options) };
  const values = await complete(listing, given, sources);
  const { payload } = await perform(connection, listing, values, { ...options, wholeList: !paged });
  return itemsIn(listing.pages && !paged ? {} : lookup, payload);
}

/** The only value that a field can have, where it is one that lists everything: the log-in name of a user's own session. */
async function onlyOne(
  connection: Connection,
  listing: DescribedOperation,
  { name, choices }: InputField,
  options: SendOptions,
): Promise<string | undefined> {
  if (!choices || 'list' in choices || siblingOf(listing, choices.operation).fields.some(({ required }) => required)) {
    throw invalidInput(originOf(listing), name, 'is needed first');
  }
  const all = offered(await listed(connection, listing, choices, {}, options), choices);
  if (all.length !== 1) throw invalidInput(originOf(listing), name, 'is needed first');
  return all[0]?.value;
}

/** Items with a value, each value once. */
function offered(items: readonly unknown[], choices: Offered): LookupItem[] {
  const all = items.flatMap((item) => {
    const value = textsAt(item, choices.id)[0];
    if (value === undefined) return [];
    const more = joined(
      (choices.shows ?? []).flatMap((place) => shownAt(item, place)).filter((text) => text !== value),
    );
    return [[value, [value, more].filter(Boolean).join(' – ')] as const];
  });
  return [...new Map(all)].map(([value, label]) => ({ value, label }));
}

function shownAt(item: unknown, place: NonNullable<Offered['shows']>[number]): string[] {
  if (typeof place === 'string') return textsAt(item, place);
  const [outer, ...within] = place;
  const things = isObject(item) ? [sentAt(item, outer)].flat() : [];
  const all = things.map((thing) => joined(within.flatMap((inner) => textsAt(thing, inner)))).filter(Boolean);
  return all.length > 0 ? [all.join(', ')] : [];
}

/** Whoever is told by the whole name needs no parts of it. */
function joined(texts: readonly string[]): string {
  return texts.filter((text, at) => !texts.slice(0, at).some((one) => one.includes(text))).join(' ');
}

function textsAt(item: unknown, place: string): string[] {
  const found = place === '' || !isObject(item) ? (place === '' ? item : undefined) : sentAt(item, place);
  return [found]
    .flat()
    .filter((one) => ['string', 'number'].includes(typeof one) && one !== '')
    .map(String);
}
