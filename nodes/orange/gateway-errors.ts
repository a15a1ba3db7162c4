import type { ServerError } from '../runtime/errors.ts';
import type { WireResponse } from '../runtime/operation/connection.ts';
import { type Secrets, withoutSecrets } from '../runtime/redact.ts';
import { type Json, objectIn, textOf } from '../schema/json.ts';

/** Header with the gateway's number of a request. */
export const requestIdHeader = 'x-oapi-request-id';

/** Names of the error numbers that all APIs of api.orange.com share; what is not listed is an API's own. */
const names: Readonly<Record<number, string>> = {
  1: 'INTERNAL_ERROR',
  5: 'SERVICE_UNAVAILABLE',
  6: 'OVER_CAPACITY',
  20: 'INVALID_URL_PARAMETER',
  21: 'MISSING_BODY',
  22: 'INVALID_BODY',
  23: 'MISSING_BODY_FIELD',
  24: 'INVALID_BODY_FIELD',
  25: 'MISSING_HEADER',
  26: 'INVALID_HEADER',
  27: 'MISSING_QUERY_PARAMETER',
  28: 'INVALID_QUERY_PARAMETER',
  40: 'MISSING_CREDENTIALS',
  41: 'INVALID_CREDENTIALS',
  42: 'EXPIRED_CREDENTIALS',
  50: 'ACCESS_DENIED',
  51: 'FORBIDDEN_REQUESTER',
  52: 'FORBIDDEN_USER',
  53: 'TOO_MANY_REQUESTS',
  60: 'NOT_FOUND',
  61: 'METHOD_NOT_ALLOWED',
  62: 'NOT_ACCEPTABLE',
  63: 'REQUEST_TIMEOUT',
  64: 'LENGTH_REQUIRED',
  65: 'PRECONDITION_FAILED',
  66: 'BODY_TOO_LARGE',
  67: 'URL_TOO_LONG',
  68: 'UNSUPPORTED_MEDIA_TYPE',
  69: 'CONFLICT',
};

/** Answers that say nothing that can be read, but mean one thing only. */
const namesByStatus: Readonly<Record<number, string>> = {
  408: 'REQUEST_TIMEOUT',
  406: 'NOT_ACCEPTABLE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/**
 * By these the gateway says that the request was turned away, not carried out: the first of a burst go through, so the
 * same one may well succeed a little later.
 */
const turnedAway = new Set(['SERVICE_UNAVAILABLE', 'OVER_CAPACITY', 'TOO_MANY_REQUESTS', 'REQUEST_TIMEOUT']);

/**
 * Reads what api.orange.com says of a refused request: `{ code, message, description }`, a list of them, or the
 * `{ error, error_description }` of OAuth, whose description some pages call `description`. Texts are for people only.
 * @param secrets that were sent along; a server that quotes one of them is not quoted
 */
export function readGatewayError({ status, headers, body }: WireResponse, secrets: Secrets = []): ServerError {
  const said = firstOf(body);
  const number = typeof said['code'] === 'number' || typeof said['code'] === 'string' ? said['code'] : undefined;
  const error = textOf(said['error']);
  const named = names[Number(number)];
  const type = named ?? namesByStatus[status] ?? (error && nameOf(error));
  const short = withoutSecrets(said['message'], secrets);
  const long = withoutSecrets(said['description'], secrets) ?? withoutSecrets(said['error_description'], secrets);
  const requestId = textOf(headers[requestIdHeader]);
  const code = number ?? error;
  const helpMessage = long ?? short;
  return {
    ...(type && { type }),
    ...(code !== undefined && { code }),
    ...(helpMessage && { helpMessage }),
    ...(long && short && { innerMessage: short }),
    ...(named && turnedAway.has(named) && { canRetry: true }),
    ...(requestId && { requestId }),
  };
}

function firstOf(body: Buffer): Json {
  const text = body.toString('utf8').trim();
  if (!text.startsWith('[')) return objectIn(text);
  try {
    const [first] = JSON.parse(text) as unknown[];
    return typeof first === 'object' && first !== null ? (first as Json) : {};
  } catch {
    return {};
  }
}

/** `invalid_grant` as a stable code; anything else an endpoint may invent is left to the status. */
function nameOf(error: string): string | undefined {
  return /^[a-z_]{1,40}$/.test(error) ? error.toUpperCase() : undefined;
}
