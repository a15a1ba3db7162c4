import { TelephonyError } from '../../runtime/errors.ts';

const origin = { system: 'business-apps', operation: 'partner-store' };

/** The store itself cannot do it. */
export function storeError(code: string, message: string, canRetry = false): TelephonyError {
  return new TelephonyError(code, message, { ...origin, canRetry });
}

/** There is no such thing. */
export function notFound(what: string, id: string): TelephonyError {
  return new TelephonyError('NOT_FOUND', `There is no ${what} ${id}`, { ...origin, canRetry: false });
}

/** It goes against the state of things. */
export function conflict(message: string): TelephonyError {
  return new TelephonyError('CONFLICT', message, { ...origin, canRetry: false });
}

export function closed(): TelephonyError {
  return storeError('STORE_CLOSED', 'The store was closed', true);
}

/** What SQLite or the file system said, without a path or a value in it. */
export function failed(what: string, error: unknown): TelephonyError {
  if (error instanceof TelephonyError) return error;
  return storeError('STORE_FAILED', `${what}: ${error instanceof Error ? error.message : String(error)}`, true);
}

export { origin as storeOrigin };
