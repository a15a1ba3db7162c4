import { setTimeout as wait } from 'node:timers/promises';
import { backoffDelay } from '../backoff.ts';
import { mayPass, TelephonyError } from '../errors.ts';

const attempts = 4;
const pauses = { first: 500, longest: 2000 };

/** Reads something, a few times if need be: a server that has just come back may still be busy with itself. */
export async function retry<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (attempt === attempts || signal.aborted || !isPassing(error)) throw error;
      await wait(backoffDelay(attempt, pauses), undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Whether reading again may help. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof TelephonyError)) return false;
  const { status } = error.cause;
  return mayPass(error) && (status === undefined || status >= 500);
}
