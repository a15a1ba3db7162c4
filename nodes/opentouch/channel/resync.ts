import { opentouch } from '../../catalogue/opentouch/index.ts';
import type { System } from '../../catalogue/types.ts';
import { describeError } from '../../runtime/errors.ts';
import { isPassing, retry } from '../../runtime/http/retry.ts';
import { perform } from '../../runtime/operation/perform.ts';
import { type DescribedOperation, operationsOf } from '../../schema/describe.ts';
import type { OpenTouchConnection } from '../session/connection.ts';
import { type EventInterest, isAskedFor } from './filter.ts';

/** The state of one user, by the name of the structure that holds it: `{ loginName, telephonicState: {…} }`. */
export interface UserState {
  readonly loginName?: string;
  readonly [structure: string]: unknown;
}

const system: System = opentouch;
const readBack: readonly DescribedOperation[] = operationsOf(system).filter(({ type, domain }) =>
  domain.resync?.includes(type),
);

/** Requests at the same time at most: a thousand users must not fall upon a server that has just come back. */
const atOnce = 8;

/** What could be read, and whether all of it could. */
export interface StateReading {
  readonly users: readonly UserState[];
  /** False: some of it may be read later. */
  readonly complete: boolean;
}

/**
 * Reads back what the events that somebody asked for keep up to date. What cannot be read becomes its error.
 * @param loginNames none: the session's own user
 */
export async function readState(
  connection: OpenTouchConnection,
  interests: readonly EventInterest[],
  loginNames: readonly string[],
  signal: AbortSignal,
): Promise<StateReading> {
  const concerned = readBack.filter(({ domain }) =>
    Object.keys(domain.events).some((event) => interests.some((interest) => isAskedFor(interest, event))),
  );
  const states = (loginNames.length > 0 ? loginNames : [undefined]).map((loginName) => ({
    ...(loginName && { loginName }),
    ...Object.fromEntries(concerned.map((operation) => [structureName(operation), undefined as unknown])),
  }));
  const jobs = states.flatMap((state) => concerned.map((operation) => ({ state, operation })));
  let complete = true;
  const work = async () => {
    for (let job = jobs.shift(); job && !signal.aborted; job = jobs.shift()) {
      const { state, operation } = job;
      const loginName = 'loginName' in state ? state.loginName : undefined;
      const { value, passing } = await read(connection, operation, loginName, signal);
      Object.assign(state, { [structureName(operation)]: value });
      complete &&= !passing;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, jobs.length) }, work));
  return { users: states, complete };
}

async function read(
  connection: OpenTouchConnection,
  operation: DescribedOperation,
  loginName: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly value: unknown; readonly passing?: boolean }> {
  const ask = () => perform(connection, operation, { ...(loginName && { loginName }) }, { signal });
  try {
    return { value: (await retry(ask, signal)).payload };
  } catch (error) {
    return { value: { error: describeError(error) }, passing: isPassing(error) };
  }
}

/** `TelephonicState` → `telephonicState`, `IMSessions` → `imSessions`. */
function structureName({ result = 'state' }: DescribedOperation): string {
  return result.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());
}
