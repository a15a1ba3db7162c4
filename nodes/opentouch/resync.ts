import { opentouch } from '../catalogue/opentouch/index.ts';
import type { System } from '../catalogue/types.ts';
import { type DescribedOperation, operationsOf } from '../runtime/describe.ts';
import { describeError } from '../runtime/errors.ts';
import { perform } from '../runtime/perform.ts';
import { stubbornly } from '../runtime/stubbornly.ts';
import type { OpenTouchConnection } from './connection.ts';
import { type Interest, isAskedFor } from './interest.ts';

/** The state of one user, by the name of the structure that holds it: `{ loginName, telephonicState: {…} }`. */
export interface UserState {
  readonly loginName?: string;
  readonly [structure: string]: unknown;
}

const system: System = opentouch;
const readBack: readonly DescribedOperation[] = operationsOf(system).filter(({ type, domain }) =>
  domain.resync?.includes(type),
);

/** Reads back what the events that somebody asked for keep up to date. What cannot be read becomes its error. */
export async function readState(
  connection: OpenTouchConnection,
  interests: readonly Interest[],
  loginNames: readonly string[],
  signal: AbortSignal,
): Promise<UserState[]> {
  const concerned = readBack.filter(({ domain }) =>
    Object.keys(domain.events).some((event) => interests.some((interest) => isAskedFor(interest, event))),
  );
  const users = loginNames.length > 0 ? loginNames : [undefined];
  return Promise.all(
    users.map(async (loginName) => {
      const parts = await Promise.all(
        concerned.map(async (operation) => [
          structureName(operation),
          await read(connection, operation, loginName, signal),
        ]),
      );
      return { ...(loginName && { loginName }), ...Object.fromEntries(parts) };
    }),
  );
}

async function read(
  connection: OpenTouchConnection,
  operation: DescribedOperation,
  loginName: string | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  const ask = () => perform(connection, operation, { ...(loginName && { loginName }) }, { signal });
  try {
    return (await stubbornly(ask, signal)).payload;
  } catch (error) {
    return { error: describeError(error) };
  }
}

/** `TelephonicState` → `telephonicState`, `IMSessions` → `imSessions`. */
function structureName({ result = 'state' }: DescribedOperation): string {
  return result.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());
}
