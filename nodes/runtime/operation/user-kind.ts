import { type DescribedOperation, siblingOf } from '../../schema/describe.ts';
import { isObject, textOf } from '../../schema/json.ts';
import { type KnownUser, kindRestrictionsOf } from '../../schema/kinds.ts';
import type { Values } from '../../schema/values.ts';
import { inBackground } from '../background.ts';
import { monotonic } from '../backoff.ts';
import { invalidInput } from '../errors.ts';
import type { Connection, SendOptions } from './connection.ts';
import { forSibling, originOf, perform } from './perform.ts';

/** Milliseconds for which the kind of a user is taken to be what it was, and after which it is asked for again where it is not known. */
const lifetime = 600_000;
const unknownLifetime = 60_000;

/** What is known of a user, or being asked for. */
interface Known {
  readonly until: number;
  readonly user: Promise<KnownUser | undefined>;
}

/** By connection and then by user; the account's own is the empty text. */
const known = new WeakMap<Connection, Map<string, Known>>();

/**
 * Refuses what the kind of user does not allow, for servers may answer that with success and do nothing. The server is asked
 * for the kind only where it matters, and where it cannot tell, nothing is refused.
 * @throws TelephonyError `INVALID_INPUT` naming the value
 */
export async function checkUserKind(
  connection: Connection,
  operation: DescribedOperation,
  values: Values,
  options: SendOptions,
): Promise<void> {
  const restrictions = kindRestrictionsOf(operation, values);
  if (restrictions.length === 0) return;
  const user = textOf(values[operation.system.userKind?.user ?? '']);
  const { kind } = (await knownUserOf(connection, operation, user, options)) ?? {};
  const wrong = restrictions.find((restriction) => kind !== undefined && restriction.kind !== kind);
  if (!wrong) return;
  const { path, value, kind: needed } = wrong;
  const whose = user ?? 'the user of this account';
  throw invalidInput(originOf(operation), path, `${value} is for users of type ${needed} only; ${whose} is ${kind}`);
}

/**
 * What the server says of the user for whom an operation is carried out; undefined where it cannot tell. It is asked at most
 * every ten minutes.
 * @param user empty: the account's own
 */
export function knownUserOf(
  connection: Connection,
  operation: DescribedOperation,
  user = '',
  options: SendOptions,
): Promise<KnownUser | undefined> {
  const users = known.get(connection) ?? new Map<string, Known>();
  known.set(connection, users);
  const before = users.get(user);
  if (before && monotonic() < before.until) return before.user;
  const asked = askFor(connection, operation, user, options);
  users.set(user, { until: monotonic() + lifetime, user: asked });
  const soonAgain = (found: KnownUser | undefined) => {
    if (found?.kind === undefined) users.set(user, { until: monotonic() + unknownLifetime, user: asked });
  };
  inBackground(asked.then(soonAgain));
  return asked;
}

async function askFor(
  connection: Connection,
  operation: DescribedOperation,
  user: string,
  options: SendOptions,
): Promise<KnownUser | undefined> {
  const { userKind } = operation.system;
  if (!userKind) return undefined;
  const read = async (type: string, values: Values) => {
    const reading = siblingOf(operation, type);
    const { payload } = await perform(connection, reading, forSibling(reading, values), options);
    return isObject(payload) ? payload : {};
  };
  try {
    const { operation: own, items } = userKind.own;
    const [name, ...others] = user ? [user] : [(await read(own, {}))[items] ?? []].flat();
    if (name === undefined || others.length > 0) return undefined;
    const found = await read(userKind.operation, { [userKind.user]: name });
    return { kind: textOf(found[userKind.field]), rights: [found[userKind.rights.field] ?? []].flat().map(String) };
  } catch {
    return undefined;
  }
}
