import { setTimeout as wait } from 'node:timers/promises';
import { opentouch } from '../catalogue/opentouch/index.ts';
import type { System } from '../catalogue/types.ts';
import { type DescribedOperation, operationsOf } from '../runtime/describe.ts';
import { TelephonyError } from '../runtime/errors.ts';
import { perform } from '../runtime/perform.ts';
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
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await perform(connection, operation, { ...(loginName && { loginName }) }, { signal })).payload;
    } catch (error) {
      // A server that has just come back may still be busy with itself.
      const again = attempt < attempts && isPassing(error) && !signal.aborted;
      if (!again) return { error: describeError(error) };
      await wait(pause * attempt, undefined, { signal }).catch(() => undefined);
    }
  }
}

const attempts = 4;
/** Milliseconds before the second attempt. */
const pause = 500;

function isPassing(error: unknown): boolean {
  if (!(error instanceof TelephonyError)) return false;
  const { status, canRetry } = error.cause;
  return canRetry && (status === undefined || status >= 500);
}

function describeError(error: unknown) {
  return error instanceof TelephonyError ? { code: error.code, message: error.message } : { message: String(error) };
}

/** `TelephonicState` → `telephonicState`, `IMSessions` → `imSessions`. */
function structureName({ result = 'state' }: DescribedOperation): string {
  return result.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());
}
