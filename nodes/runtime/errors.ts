import { codeOf } from './error-code.ts';
import { HttpFailure, type Sent } from './http/failure.ts';
import { isIdempotent } from './http/methods.ts';
import { retryAfterIn } from './http/retry-after.ts';
import { type AccountLabel, accountText, failureSentence, refusalText } from './wording.ts';

/** What a refused request says of itself, in the field names of every `cause`. */
export interface ServerError {
  readonly type?: string;
  readonly code?: number | string;
  readonly helpMessage?: string;
  readonly innerMessage?: string;
  readonly canRetry?: boolean;
  readonly requestId?: string;
}

/** What every error of this package carries for a Catch node, whatever the system. All of it may be shown. */
export interface Cause extends ServerError {
  readonly system: string;
  /** Name and address of the account, as far as they are known: `Alice (https://ot.example.com)`. */
  readonly account?: string;
  /** Node type of the operation, or the step of the connection (`login`, `channel`). */
  readonly operation: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** The input at fault. */
  readonly field?: string;
  /** How far the request got: whether the server can have carried it out. */
  readonly sent: Sent;
  /** Whether the same request may be sent again: it cannot be carried out twice by that, and may succeed. */
  readonly canRetry: boolean;
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter?: number;
}

/** A cause as it is written down where an error is made: without an answer, nothing was sent unless said otherwise. */
type CauseGiven = Omit<Cause, 'sent'> & { readonly sent?: Sent };

/**
 * The one error of this package. Its message says what is wrong; whoever shows it to people adds the account and the
 * operation (`inWords`). A Catch node is given only own properties, and of those only `code` and `cause`. The codes are
 * listed in docs/errors.md.
 */
export class TelephonyError extends Error {
  readonly code: string;
  override readonly cause: Cause;

  constructor(code: string, message: string, cause: CauseGiven) {
    super(message);
    this.code = code;
    const { canRetry, ...rest } = cause;
    this.cause = { sent: cause.status === undefined ? 'no' : 'yes', ...rest, canRetry };
  }
}

/** Whose error it is. */
export interface Origin {
  readonly system: string;
  readonly operation: string;
}

/**
 * A value that cannot be sent. Found before any request.
 * @param expected what is wrong with it, as it stands behind the name of the field: `is missing`, `expected a text`
 */
export function invalidInput(origin: Origin, field: string, expected: string): TelephonyError {
  // `callee is missing`, but `timeout: expected a whole number`.
  const colon = /^(?:is|has|must|cannot|stands|goes|does|leads) /.test(expected) ? '' : ':';
  return new TelephonyError('INVALID_INPUT', `${field}${colon} ${expected}`, { ...origin, field, canRetry: false });
}

const codesByStatus: Readonly<Record<number, string>> = { 401: 'UNAUTHORIZED', 403: 'NOT_ALLOWED', 404: 'NOT_FOUND' };

/** What of an answer an error tells of. */
export interface AnswerHead {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Of the request; absent where it is not known. */
  readonly method?: string;
}

/** Statuses that say that the request was not carried out, only too soon, too late or too often. */
const notDone: ReadonlySet<number> = new Set([408, 425, 429]);
/** Statuses by which a gateway speaks for a server that may have had the request. */
const gateway: ReadonlySet<number> = new Set([502, 503, 504]);

/** An answer that refuses the request. */
export function refused(origin: Origin, response: AnswerHead, refusal: ServerError): TelephonyError {
  const { status, method } = response;
  const code = refusal.type ?? codesByStatus[status] ?? `HTTP_${status}`;
  const reason = refusal.helpMessage ?? refusal.innerMessage;
  const retryAfter = Math.ceil(retryAfterIn(response) / 1000);
  return new TelephonyError(code, refusalText(code, status, reason), {
    ...origin,
    ...refusal,
    status,
    sent: gateway.has(status) ? 'maybe' : 'yes',
    ...(retryAfter > 0 && { retryAfter }),
    // Of a request that may have been carried out, only the server can say that it was not.
    canRetry: refusal.canRetry ?? (notDone.has(status) || (status >= 500 && isIdempotent(method))),
  });
}

/**
 * A request without a usable answer. Never passes on the request itself: it holds secrets.
 * @param repeatable whether sending it again cannot do it twice, even if it was carried out
 */
export function unreachable(origin: Origin, error: unknown, repeatable = false): TelephonyError {
  if (error instanceof TelephonyError) return error;
  if (error instanceof HttpFailure) {
    const { code, text, type, sent, lasting = false } = error.details;
    const canRetry = !lasting && (sent === 'no' || repeatable);
    return new TelephonyError(code, text, {
      ...origin,
      ...(type && { type }),
      sent,
      canRetry,
    });
  }
  const type = codeOf(error);
  const message = `the server cannot be reached${type ? ` (${type})` : ''}`;
  const cause = { ...origin, ...(type && { type }), sent: 'maybe', canRetry: repeatable } as const;
  return new TelephonyError('CONNECTION', message, cause);
}

/** How far a request got, and whether it may be sent again. */
export type SendProgress = Pick<Cause, 'sent' | 'canRetry'>;

/** No answer in time. */
export function timedOut(origin: Origin, milliseconds: number, delivery: SendProgress): TelephonyError {
  const message = `no answer within ${milliseconds / 1000} s`;
  return new TelephonyError('TIMEOUT', message, { ...origin, ...delivery });
}

/** The node was closed while the request was under way, or before it went out. */
export function aborted(origin: Origin, delivery: SendProgress = { sent: 'no', canRetry: true }): TelephonyError {
  return new TelephonyError('ABORTED', `stopped before an answer came`, {
    ...origin,
    ...delivery,
  });
}

/** More requests wait for a socket of the server than can be remembered. Nothing was sent. */
export function tooManyWaiting(origin: Origin): TelephonyError {
  const message = `not sent, because too many requests are already waiting for this server; send fewer at a time`;
  return new TelephonyError('TOO_MANY_WAITING', message, { ...origin, sent: 'no', canRetry: true });
}

/** Failures of the way to a server, or of what stands before it. */
const passingCodes: ReadonlySet<string> = new Set([
  'BAD_ANSWER',
  'CERTIFICATE',
  'CONNECTION',
  'TIMEOUT',
  'ABORTED',
  'ANSWER_CUT',
  'TOO_MANY_WAITING',
]);

/**
 * Whether what failed may succeed another time, without anybody's doing. This is no permission to send the same request
 * again: that is `cause.canRetry`.
 */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof TelephonyError)) return true;
  const { status, canRetry } = error.cause;
  if (canRetry || passingCodes.has(error.code)) return true;
  return status !== undefined && (status >= 500 || notDone.has(status));
}

/** In whose name an error is shown to people. */
export interface ErrorSubject {
  readonly account?: AccountLabel | undefined;
  /** Licences that the operation needs one of. */
  readonly licences?: readonly string[] | undefined;
}

/**
 * The same error with the sentence that people read as its message: account, what failed, why, what to do. One that has
 * it already, as those of an account have that is shown by several nodes, stays as it is.
 */
export function inWords(error: TelephonyError, { account = {}, licences }: ErrorSubject): TelephonyError {
  const { code, message, cause } = error;
  if (worded.has(error)) return error;
  const label = accountText(account);
  const sentence = failureSentence(code, message, { ...cause, account: label, licences });
  const shown = new TelephonyError(code, sentence, { ...cause, ...(label && { account: label }) });
  worded.add(shown);
  return shown;
}

const worded = new WeakSet<TelephonyError>();

/** An error in place of something that could not be read. */
export function describeError(error: unknown): { readonly code?: string; readonly message: string } {
  return error instanceof TelephonyError ? { code: error.code, message: error.message } : { message: String(error) };
}
