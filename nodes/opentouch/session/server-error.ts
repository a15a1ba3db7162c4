import type { ServerError } from '../../runtime/errors.ts';
import { isWebPage } from '../../runtime/http/web-page.ts';
import type { WireResponse } from '../../runtime/operation/connection.ts';
import { objectIn, textOf } from '../../schema/json.ts';
import { readScalar } from '../../schema/scalars.ts';

/**
 * Reads RestErrorInfo (chapter "Error management"). Every field of it is optional, the body may be empty or no JSON at
 * all, and old servers send `{ message, comment }` instead.
 */
export function readServerError({ headers, body }: Pick<WireResponse, 'headers' | 'body'>): ServerError {
  // Operations that answer with a calendar refuse in that media type, too, and say why in plain words at best.
  if (isCalendar({ headers })) {
    const reason = textOf(body.toString('utf8').trim().slice(0, 500));
    return reason && !/^(?:BEGIN:|<)/i.test(reason) ? { innerMessage: reason } : {};
  }
  const info = objectIn(body);
  const helpMessage = textOf(info['helpMessage']) ?? textOf(info['message']);
  const innerMessage = textOf(info['innerMessage']) ?? textOf(info['comment']);
  const type = textOf(info['type']);
  const code = typeof info['code'] === 'number' || typeof info['code'] === 'string' ? info['code'] : undefined;
  const canRetry = readScalar('boolean', info['canRetry']);
  return {
    ...(type && { type }),
    ...(code !== undefined && { code }),
    ...(helpMessage && { helpMessage }),
    ...(innerMessage && { innerMessage }),
    ...(typeof canRetry === 'boolean' && { canRetry }),
  };
}

function isCalendar({ headers }: Pick<WireResponse, 'headers'>): boolean {
  return String(headers['content-type'] ?? '')
    .toLowerCase()
    .startsWith('text/calendar');
}

/**
 * What an answer says of the session that it was asked in. Servers say that it is lost by 403 with the type
 * `INVALID_SESSION`; but also by 401, by a bare 403, or by sending to a login page, all of which may mean other things: then
 * only asking tells.
 */
export function sessionAfter(response: WireResponse): 'alive' | 'lost' | 'unknown' {
  const { status } = response;
  if (status === 403) {
    const { type, code } = readServerError(response);
    if (isLostSession(type, code)) return 'lost';
    return !isWebPage(response) && (type || code !== undefined) ? 'alive' : 'unknown';
  }
  if (status === 401 || (status >= 300 && status < 400)) return 'unknown';
  return status < 300 && isWebPage(response) ? 'unknown' : 'alive';
}

/** Whether the session that a keepalive was sent in lives; unknown when it was not the server who answered. */
export function sessionAfterKeepalive(response: WireResponse): 'alive' | 'lost' | 'unknown' {
  const { status } = response;
  if (status === 401 || status === 403 || (status >= 300 && status < 400)) return 'lost';
  if (status >= 300) return 'unknown';
  return isWebPage(response) ? 'lost' : 'alive';
}

/**
 * Whether a refused log-in is the server's own word about the credentials: 401 as HTTP means it or with an error of the
 * API, or 403 with an error of the API that is not about its own state. Anything else, such as the page of a proxy or of a
 * server under maintenance, passes.
 */
export function refusesCredentials(response: WireResponse): boolean {
  const { status, headers } = response;
  const { type, code } = readServerError(response);
  const spoken = type !== undefined || code !== undefined;
  if (status === 401) return spoken || headers['www-authenticate'] !== undefined || !isWebPage(response);
  return status === 403 && spoken && !isWebPage(response) && !isLostSession(type, code) && !passing.has(type ?? '');
}

/**
 * Whether a refused log-in comes from a proxy or portal with passwords of its own: its page refuses the discovery, too, which
 * a server of the API answers before anybody has logged in.
 */
export function isFrontRefusing(discovery: WireResponse, response: WireResponse): boolean {
  return [discovery, response].every((answer) => {
    const { type, code } = readServerError(answer);
    return answer.status === 401 && isWebPage(answer) && type === undefined && code === undefined;
  });
}

/** Types of errors that are about the state of the server. */
const passing = new Set(['NOT_READY', 'SERVER_PROBLEM']);

function isLostSession(type: string | undefined, code: number | string | undefined): boolean {
  return type === 'INVALID_SESSION' || Number(code) === 1001;
}
