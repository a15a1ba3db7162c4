import { isThrottled, readRefusal } from '../../orange/refusal.ts';
import type { WireResponse } from '../../runtime/connection.ts';
import { TelephonyError } from '../../runtime/errors.ts';

/** What is to become of an event after an attempt. */
export interface Verdict {
  readonly state: 'delivered' | 'waiting' | 'parked';
  /** HTTP status with Orange's code, or the code of the error. */
  readonly status: string;
  readonly message?: string;
  /** Milliseconds that the other side asks for. */
  readonly after?: number;
  /** Not this event is at fault but the traffic: all of it has to wait. */
  readonly busy?: boolean;
}

/** Judges an answer of Orange to an event. */
export function judge(response: WireResponse): Verdict {
  const { status } = response;
  if (status >= 200 && status < 300) return { state: 'delivered', status: String(status) };
  const { code, helpMessage: message } = readRefusal(response);
  const said = { status: code === undefined ? String(status) : `${status}/${code}`, ...(message && { message }) };
  if (isThrottled(response)) return { state: 'waiting', ...said, busy: true, ...retryAfter(response) };
  // 401 says something of the account and nothing of the event.
  const passing = status >= 500 || status === 401 || status === 408;
  return { state: passing ? 'waiting' : 'parked', ...said };
}

/** Judges that there was no answer: nothing is known of the event then, so it is sent again. */
export function judgeError(error: unknown): Verdict {
  if (!(error instanceof TelephonyError)) return { state: 'waiting', status: 'ERROR', message: String(error) };
  return { state: 'waiting', status: error.code, message: error.message };
}

function retryAfter({ headers }: WireResponse): { after?: number } {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? { after: seconds * 1000 } : {};
}
