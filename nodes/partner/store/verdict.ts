import type { WireResponse } from '../../runtime/connection.ts';
import { TelephonyError } from '../../runtime/errors.ts';
import { isJson } from '../wire/json.ts';

/** What is to become of an event after an attempt. */
export interface Verdict {
  readonly state: 'delivered' | 'waiting' | 'parked';
  /** HTTP status, or the code of the error. */
  readonly status: string;
  readonly message?: string;
  /** Milliseconds that the other side asks for. */
  readonly after?: number;
  /** Not this event is at fault but the traffic: all of it has to wait. */
  readonly busy?: boolean;
}

/** Orange's code for too many requests; it comes with status 403 or 429. */
const tooMany = 53;

/** Judges an answer of Orange to an event. */
export function judge(response: WireResponse): Verdict {
  const { status } = response;
  if (status >= 200 && status < 300) return { state: 'delivered', status: String(status) };
  const { code, message } = refusalIn(response);
  const said = { status: code === undefined ? String(status) : `${status}/${code}`, ...(message && { message }) };
  const busy = status === 429 || status === 503 || (status === 403 && code === tooMany);
  if (busy) return { state: 'waiting', ...said, busy, ...retryAfter(response) };
  // 401 says something of the account and nothing of the event.
  const passing = status >= 500 || status === 401 || status === 408;
  return { state: passing ? 'waiting' : 'parked', ...said };
}

/** Judges that there was no answer: nothing is known of the event then, so it is sent again. */
export function judgeError(error: unknown): Verdict {
  if (!(error instanceof TelephonyError)) return { state: 'waiting', status: 'ERROR', message: String(error) };
  return { state: 'waiting', status: error.code, message: error.message };
}

function refusalIn({ body }: WireResponse): { code?: number; message?: string } {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    const refusal: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    if (!isJson(refusal)) return {};
    const { code, message, description } = refusal;
    const text = [message, description].filter((part) => typeof part === 'string').join(': ');
    return { ...(typeof code === 'number' && { code }), ...(text && { message: text }) };
  } catch {
    return {};
  }
}

function retryAfter({ headers }: WireResponse): { after?: number } {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? { after: seconds * 1000 } : {};
}
