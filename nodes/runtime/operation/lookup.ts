import type { Lookup } from '../../catalogue/choices.ts';
import { type DescribedOperation, type InputField, siblingOf } from '../../schema/describe.ts';
import { writeJson } from '../../schema/json.ts';
import type { Values } from '../../schema/values.ts';
import { invalidInput } from '../errors.ts';
import type { Connection, SendOptions } from './connection.ts';
import { itemsIn } from './pages.ts';
import { forSibling, originOf, perform } from './perform.ts';

/** What was found for whom, as long as the connection lives. */
const remembered = new WeakMap<Connection, Map<string, Promise<string>>>();

/**
 * The id that nobody gave: that of the only thing there is. It is asked for once and remembered.
 * @throws TelephonyError `INVALID_INPUT` when there is none, or more than one
 */
async function findOnly(
  connection: Connection,
  operation: DescribedOperation,
  field: InputField,
  lookup: Lookup,
  given: Values,
  options: SendOptions,
): Promise<string> {
  const listing = siblingOf(operation, lookup.operation);
  const values = forSibling(listing, given);
  const found = remembered.get(connection) ?? new Map<string, Promise<string>>();
  remembered.set(connection, found);
  const key = keyOf(lookup, values);
  const known = found.get(key);
  if (known) return known;
  const asked = perform(connection, listing, values, options).then(({ payload }) =>
    onlyId(operation, field, lookup, payload),
  );
  found.set(key, asked);
  // What could not be found now may be there the next time.
  asked.catch(() => found.delete(key));
  return asked;
}

/** Finds the ids that an operation can look up, for as long as it is carried out. */
export function finderFor(connection: Connection, operation: DescribedOperation, options: SendOptions) {
  return async (field: InputField, given: Values): Promise<unknown> =>
    field.lookup && findOnly(connection, operation, field, field.lookup, given, options);
}

/** A remembered id that turned out to be wrong must not be used again. */
export function forgetFound(connection: Connection): void {
  remembered.delete(connection);
}

function keyOf(lookup: Lookup, values: Values): string {
  return writeJson([lookup.operation, lookup.items, Object.entries(values).sort()]);
}

function onlyId(operation: DescribedOperation, field: InputField, lookup: Lookup, payload: unknown): string {
  const list = itemsIn(lookup, payload);
  if (list.length !== 1) {
    const count = list.length === 0 ? 'there is none' : `there are ${list.length}`;
    throw invalidInput(originOf(operation), field.name, `is missing, and ${count} to choose from`);
  }
  return String((list[0] as Record<string, unknown>)[lookup.id]);
}
