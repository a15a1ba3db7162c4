import type { Refusal, WireResponse } from '../runtime/connection.ts';
import { objectIn, textOf } from '../runtime/json.ts';

/**
 * Reads RestErrorInfo (chapter "Error management"). Every field of it is optional, the body may be empty or no JSON at
 * all, and old servers send `{ message, comment }` instead.
 */
export function readRefusal({ headers, body }: Pick<WireResponse, 'headers' | 'body'>): Refusal {
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
  const canRetry = info['canRetry'];
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

/** Whether a refusal can be that of a lost session without saying so. */
export function mayBeSessionLost(response: WireResponse): boolean {
  return response.status === 403 && isCalendar(response);
}

/** Whether the server no longer knows the session. It says so with 403, as it does for missing rights. */
export function isSessionLost(response: WireResponse): boolean {
  if (response.status !== 403) return false;
  const { type, code } = readRefusal(response);
  return type === 'INVALID_SESSION' || Number(code) === 1001;
}
