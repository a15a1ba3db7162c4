import type { Refusal, WireResponse } from './connection.ts';

/** What every error of this package carries for a Catch node, whatever the system. All of it may be shown. */
export interface Cause extends Refusal {
  readonly system: string;
  /** Node type of the operation, or the step of the connection (`login`, `channel`). */
  readonly operation: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** The input at fault. */
  readonly field?: string;
  readonly canRetry: boolean;
}

/**
 * The one error of this package. A Catch node is given only own properties, and of those only `code` and `cause`.
 * The codes are listed in docs/errors.md.
 */
export class TelephonyError extends Error {
  readonly code: string;
  override readonly cause: Cause;

  constructor(code: string, message: string, cause: Cause) {
    super(message);
    this.code = code;
    this.cause = cause;
  }
}

/** Whose error it is. */
export interface Origin {
  readonly system: string;
  readonly operation: string;
}

/** A value that cannot be sent. Found before any request. */
export function invalidInput(origin: Origin, field: string, expected: string): TelephonyError {
  return new TelephonyError('INVALID_INPUT', `${field}: ${expected}`, { ...origin, field, canRetry: false });
}

const codesByStatus: Readonly<Record<number, string>> = { 401: 'UNAUTHORIZED', 403: 'NOT_ALLOWED', 404: 'NOT_FOUND' };

/** An answer that refuses the request. */
export function refused(origin: Origin, response: WireResponse, refusal: Refusal): TelephonyError {
  const { status } = response;
  const code = refusal.type ?? codesByStatus[status] ?? `HTTP_${status}`;
  const reason = refusal.helpMessage ?? refusal.innerMessage;
  return new TelephonyError(code, `${origin.operation}: ${code} (${status})${reason ? `: ${reason}` : ''}`, {
    ...origin,
    ...refusal,
    status,
    canRetry: refusal.canRetry ?? status >= 500,
  });
}

const certificateProblems =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w*(?:ISSUER|VERIFY|CERT)\w*|CERT_\w+|ERR_TLS_CERT_\w+|HOSTNAME_MISMATCH)$/;

/** A request without an answer, from what Node.js said of the socket. Never passes on the request itself: it holds secrets. */
export function unreachable(origin: Origin, error: unknown): TelephonyError {
  if (error instanceof TelephonyError) return error;
  const code = codeOf(error);
  if (code && certificateProblems.test(code)) {
    const message = `${origin.operation}: the server's certificate is not trusted (${code}); choose a TLS configuration in the account`;
    return new TelephonyError('CERTIFICATE', message, { ...origin, type: code, canRetry: false });
  }
  const message = `${origin.operation}: the server cannot be reached${code ? ` (${code})` : ''}`;
  return new TelephonyError('CONNECTION', message, { ...origin, ...(code && { type: code }), canRetry: true });
}

export function timedOut(origin: Origin, milliseconds: number): TelephonyError {
  const message = `${origin.operation}: no answer within ${milliseconds / 1000} s`;
  return new TelephonyError('TIMEOUT', message, { ...origin, canRetry: true });
}

/** The node was closed while the request was under way. */
export function aborted(origin: Origin): TelephonyError {
  return new TelephonyError('ABORTED', `${origin.operation}: stopped before an answer came`, {
    ...origin,
    canRetry: true,
  });
}

/** An error in place of something that could not be read. */
export function describeError(error: unknown): { readonly code?: string; readonly message: string } {
  return error instanceof TelephonyError ? { code: error.code, message: error.message } : { message: String(error) };
}

/** The code that Node.js gives to a failed socket, look-up or handshake. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}
