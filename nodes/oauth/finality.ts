import type { Origin, ServerError } from '../runtime/errors.ts';
import { mayPass, refused, TelephonyError } from '../runtime/errors.ts';
import type { WireResponse } from '../runtime/operation/connection.ts';
import { type Secrets, withoutSecrets } from '../runtime/redact.ts';
import { type Json, objectIn, textOf } from '../schema/json.ts';
import type { AuthorizationServer } from './authorization-server.ts';

/**
 * What an answer of a token endpoint means:
 * - `token`: here it is;
 * - `final`: the server has said of the account itself that it gets none. Nothing is asked until somebody changes something;
 * - `retry`: anything else may be a bad moment of the server, or of something in between. It is asked again for ever, ever
 *   more slowly.
 */
export type TokenVerdict = 'token' | 'final' | 'retry';

/** Which errors are final with which status (RFC 6749, 5.2). What no row names is retried. */
export const finalErrors: Readonly<Record<number, readonly string[]>> = {
  400: ['invalid_client', 'invalid_grant', 'unauthorized_client', 'invalid_scope'],
  401: ['invalid_client', 'invalid_grant', 'unauthorized_client', 'invalid_scope'],
};

/** Judges an answer by its status first, and by its body only where the status leaves something open. */
export function judgeTokenAnswer(response: WireResponse, server: AuthorizationServer): TokenVerdict {
  const { status, body } = response;
  const said = objectIn(body);
  if (status >= 200 && status < 300) return textOf(said['access_token']) ? 'token' : 'retry';
  const errors = finalErrors[status];
  if (!errors) return 'retry';
  const error = textOf(said['error']);
  if (error) return errors.includes(error) ? 'final' : 'retry';
  const { code } = server.readError(response);
  return code !== undefined && server.finalCodes.some((final) => String(final) === String(code)) ? 'final' : 'retry';
}

/** Codes of answers by their status alone, where the body speaks of something else or not at all. */
const codesByStatus: Readonly<Record<number, string>> = {
  408: 'REQUEST_TIMEOUT',
  425: 'TOO_EARLY',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/**
 * An answer without a token as an error. `cause.canRetry` is false if, and only if, it is final.
 * @param secrets that were sent along; a server that quotes one of them is not quoted
 */
export function tokenRefused(
  origin: Origin,
  response: WireResponse,
  server: AuthorizationServer,
  secrets: Secrets,
): TelephonyError {
  const { status, body } = response;
  const canRetry = judgeTokenAnswer(response, server) !== 'final';
  if (status >= 200 && status < 300) {
    const message = `the answer holds no token; is the token address right?`;
    return new TelephonyError('BAD_ANSWER', message, { ...origin, status, canRetry });
  }
  const said = { ...server.readError(response), ...oauthErrorIn(objectIn(body)) };
  const type = codesByStatus[status] ?? said.type;
  const helpMessage = withoutSecrets(said.helpMessage, secrets);
  const innerMessage = withoutSecrets(said.innerMessage, secrets);
  const { code, requestId } = said;
  return refused(origin, response, {
    ...(type && { type }),
    ...(code !== undefined && { code }),
    ...(helpMessage && { helpMessage }),
    ...(innerMessage && { innerMessage }),
    ...(requestId && { requestId }),
    canRetry,
  });
}

/** Whether it is known that another request would be answered in the same way. */
export function isFinal(error: unknown): boolean {
  return error instanceof TelephonyError && !mayPass(error);
}

/** `{ error, error_description }`; some servers call the latter `description`. */
function oauthErrorIn(said: Json): ServerError {
  const error = textOf(said['error']);
  if (!error) return {};
  const helpMessage = textOf(said['error_description']) ?? textOf(said['description']);
  return { ...nameOf(error), code: error, ...(helpMessage && { helpMessage }) };
}

/** `invalid_grant` as a stable code; anything else that a server may invent is left to the status. */
function nameOf(error: string): ServerError {
  return /^[a-z_]{1,40}$/.test(error) ? { type: error.toUpperCase() } : {};
}
