import type { OnlyCall } from '../catalogue/tasks/types.ts';
import { invalidInput, type Origin } from '../runtime/errors.ts';
import type { Connection, SendOptions } from '../runtime/operation/connection.ts';
import { complete } from '../runtime/operation/inputs.ts';
import { finderFor } from '../runtime/operation/lookup.ts';
import { itemsIn } from '../runtime/operation/pages.ts';
import { forSibling, perform } from '../runtime/operation/perform.ts';
import type { DescribedOperation } from '../schema/describe.ts';
import { textOf } from '../schema/json.ts';
import { sentAt } from '../schema/places.ts';
import type { Values } from '../schema/values.ts';

/**
 * What a call tells of itself that nobody gave: the call that is named, or the only one that the user has in such a state.
 * @param listing lists the user's calls
 * @param given by field of the operation to be carried out
 * @throws TelephonyError `INVALID_INPUT` when there is no such call, or more than one
 */
export async function onlyCall(
  connection: Connection,
  listing: DescribedOperation,
  { items, fields, state, states }: OnlyCall,
  given: Values,
  origin: Origin,
  options: SendOptions,
): Promise<Values> {
  const [[idField, idPlace] = ['', '']] = Object.entries(fields);
  const sources = { defaults: connection.defaults, find: finderFor(connection, listing, options) };
  const values = await complete(listing, new Map(Object.entries(forSibling(listing, given))), sources);
  const { payload } = await perform(connection, listing, values, { ...options, wholeList: true });
  const calls = itemsIn({ ...(items && { items }) }, payload);
  const wanted = given[idField];
  const stateOf = (call: unknown) => textOf(sentAt(call, state));
  const choices =
    wanted === undefined
      ? [...states.map((one) => calls.filter((call) => stateOf(call) === one)), calls.filter((call) => !stateOf(call))]
      : [calls.filter((call) => String(sentAt(call, idPlace)) === String(wanted))];
  const found = choices.find((some) => some.length > 0) ?? [];
  const [call] = found;
  if (found.length > 1) throw invalidInput(origin, 'call', several(found.length));
  if (call === undefined) throw invalidInput(origin, 'call', wanted === undefined ? none : gone);
  const told = Object.entries(fields).map(([name, place]) => [name, first(sentAt(call, place))] as const);
  return Object.fromEntries(told.filter(([name, value]) => given[name] === undefined && value !== undefined));
}

const none = 'is missing, and there is none that this can be done with; wait for one, or name it';
const gone = 'is over, or it is not one of this user';
const several = (count: number) =>
  `is missing, and there are ${count} to choose from; name one, or wire the event of a call into the node`;

/** Of several telephones that ring, any will do. */
function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}
