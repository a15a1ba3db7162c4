import type { Refusal, WireResponse } from '../runtime/connection.ts';
import { type Json, objectIn, textOf } from '../runtime/json.ts';

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

export type Secrets = readonly (string | undefined)[];

/** Answers that say nothing that can be read, but mean one thing only. */
const namesByStatus: Readonly<Record<number, string>> = {
  406: 'NOT_ACCEPTABLE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/** The first requests of a burst go through, so the same request may well succeed a little later. */
const passing = new Set([
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
  'OVER_CAPACITY',
  'TOO_MANY_REQUESTS',
  'REQUEST_TIMEOUT',
]);

/**
 * Reads what api.orange.com says of a refused request: `{ code, message, description }`, a list of them, or the
 * `{ error, error_description }` of OAuth, whose description some pages call `description`. Texts are for people only.
 * @param secrets that were sent along; a server that quotes one of them is not quoted
 */
export function readRefusal({ status, headers, body }: WireResponse, secrets: Secrets = []): Refusal {
  const said = firstOf(body);
  const number = typeof said['code'] === 'number' || typeof said['code'] === 'string' ? said['code'] : undefined;
  const error = textOf(said['error']);
  const type = names[Number(number)] ?? (error && nameOf(error)) ?? namesByStatus[status];
  const short = quoted(said['message'], secrets);
  const long = quoted(said['description'], secrets) ?? quoted(said['error_description'], secrets);
  const requestId = textOf(headers['x-oapi-request-id']);
  const code = number ?? error;
  const helpMessage = long ?? short;
  return {
    ...(type && { type }),
    ...(code !== undefined && { code }),
    ...(helpMessage && { helpMessage }),
    ...(long && short && { innerMessage: short }),
    ...(type && passing.has(type) && { canRetry: true }),
    ...(requestId && { requestId }),
  };
}

/** Whether the gateway asks for fewer requests, or for some patience. */
export function isThrottled(response: WireResponse): boolean {
  const { status } = response;
  return status === 429 || status === 503 || (status === 403 && Number(readRefusal(response).code) === 53);
}

/** The token is out of date: a new one helps. */
export function isExpired(response: WireResponse): boolean {
  return response.status === 401 && Number(readRefusal(response).code) === 42;
}

/** The token, or the key beside it, is not accepted: nothing but other credentials helps. */
export function isUnwelcome(response: WireResponse): boolean {
  return response.status === 401 && [40, 41].includes(Number(readRefusal(response).code));
}

/** A text without any of the secrets. */
export function quoted(value: unknown, secrets: Secrets): string | undefined {
  return secrets.reduce((text, secret) => (secret ? text?.replaceAll(secret, '…') : text), textOf(value));
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
