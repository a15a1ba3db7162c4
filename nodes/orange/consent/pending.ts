import { randomBytes } from 'node:crypto';
import { sameSecret } from '../../runtime/secrets.ts';

/** Milliseconds that a user may take on Orange's pages. */
const patience = 600_000;

/** Consents at a time at most; who begins more pushes out the oldest. */
const most = 100;

/** What the browser is given when a consent begins. */
export interface Ticket {
  /** Goes to Orange and comes back with the user. */
  readonly state: string;
  /** Stays in the browser that began, as a cookie. */
  readonly browser: string;
}

interface Pending<T> {
  readonly browser: string;
  readonly until: number;
  readonly what: T;
}

/** Consents that have begun and not come back: each can come back once, in time, to the browser that began it. */
export class PendingConsents<T> {
  readonly #pending = new Map<string, Pending<T>>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  begin(what: T): Ticket {
    this.#forgetOld();
    const ticket = { state: randomBytes(32).toString('base64url'), browser: randomBytes(32).toString('base64url') };
    this.#pending.set(ticket.state, { browser: ticket.browser, until: this.#now() + patience, what });
    return ticket;
  }

  /** What was begun; nothing if it was not begun here and by this browser, or long ago, or has come back before. */
  end(state: string, browser: string): T | undefined {
    const pending = this.#pending.get(state);
    this.#pending.delete(state);
    if (!pending || this.#now() > pending.until || !sameSecret(browser, pending.browser)) return undefined;
    return pending.what;
  }

  #forgetOld(): void {
    for (const [state, { until }] of this.#pending) {
      if (this.#now() > until || this.#pending.size >= most) this.#pending.delete(state);
      else break;
    }
  }
}

/** Name of the cookie that a consent leaves in the browser: one for each, for there may be several at a time. */
export function cookieName(state: string): string {
  return `telephony-consent-${state.slice(0, 8)}`;
}

/** The value of a cookie in a `Cookie` header. */
export function cookieIn(header: string, name: string): string {
  const pair = header.split(';').find((part) => part.trim().startsWith(`${name}=`));
  return pair?.slice(pair.indexOf('=') + 1).trim() ?? '';
}
