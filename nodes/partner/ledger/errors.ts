import { codeOf } from '../../runtime/error-code.ts';
import { TelephonyError } from '../../runtime/errors.ts';

const origin = { system: 'business-apps', operation: 'partner-store' };

/** The store itself cannot do it. */
export function storeError(code: string, message: string, canRetry = false): TelephonyError {
  return new TelephonyError(code, message, { ...origin, canRetry });
}

/** There is no such thing. */
export function noSuchEntry(what: string, id: string): TelephonyError {
  return new TelephonyError('NOT_FOUND', `There is no ${what} ${id}`, { ...origin, canRetry: false });
}

/** It goes against the state of things. */
export function conflict(message: string): TelephonyError {
  return new TelephonyError('CONFLICT', message, { ...origin, canRetry: false });
}

/** The error of whoever comes when the store has been closed. */
export function closed(): TelephonyError {
  return storeError('STORE_CLOSED', 'The store was closed', true);
}

/** What is wrong, by what the file system or SQLite said. */
const kinds: readonly (readonly [code: string, said: RegExp, what: string])[] = [
  ['STORE_FULL', /ENOSPC|EDQUOT|EFBIG|database or disk is full/, 'the disk is full'],
  ['STORE_READ_ONLY', /EROFS|EACCES|EPERM|readonly database/, 'it cannot be written'],
  ['STORE_DAMAGED', /malformed|not a database|JSON/, 'the database is damaged'],
];

/**
 * What SQLite or the file system said, as an error of the store: `STORE_FULL`, `STORE_READ_ONLY`, `STORE_DAMAGED`, or
 * `STORE_FAILED` for all else. An error of ours stays what it is.
 */
export function failed(what: string, error: unknown): TelephonyError {
  if (error instanceof TelephonyError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const [code, , why] = kinds.find(([, words]) => words.test(`${codeOf(error) ?? ''} ${said}`)) ?? [];
  return storeError(code ?? 'STORE_FAILED', `${what}: ${why ?? said}`, true);
}

export { origin as storeOrigin };
