import { setTimeout as wait } from 'node:timers/promises';
import { TelephonyError } from './errors.ts';

const attempts = 4;
/** Milliseconds before the second attempt. */
const pause = 500;

/** Reads something, a few times if need be: a server that has just come back may still be busy with itself. */
export async function stubbornly<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (attempt === attempts || signal.aborted || !isPassing(error)) throw error;
      await wait(pause * attempt, undefined, { signal }).catch(() => undefined);
    }
  }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof TelephonyError)) return false;
  const { status, canRetry } = error.cause;
  return canRetry && (status === undefined || status >= 500);
}
