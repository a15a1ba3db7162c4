import { randomBytes } from 'node:crypto';
import { monotonic } from '../../runtime/backoff.ts';
import { sameSecret } from '../../runtime/inbound/secrets.ts';

/** Milliseconds that a user may take on the pages of the authorization server. */
const longestAbsence = 600_000;

/** Authorizations pending at a time; whoever begins more pushes out the oldest. */
const mostPending = 100;

/** The two random values that tie the return of a user to its beginning. */
export interface AuthorizationKeys {
  /** OAuth's `state`: goes to the authorization server and comes back with the user. */
  readonly state: string;
  /** Value of the cookie that stays in the browser that began. */
  readonly cookie: string;
}

interface Pending<T> {
  readonly cookie: string;
  readonly until: number;
  readonly authorization: T;
}

/** Authorizations that have begun and not come back: each can come back once, in time, to the browser that began it. */
export class PendingAuthorizations<T> {
  readonly #pending = new Map<string, Pending<T>>();
  readonly #now: () => number;

  /** @param now milliseconds of a monotonic clock */
  constructor(now: () => number = monotonic) {
    this.#now = now;
  }

  /** Remembers an authorization that begins now. */
  open(authorization: T): AuthorizationKeys {
    this.#forgetOld();
    const keys = { state: randomBytes(32).toString('base64url'), cookie: randomBytes(32).toString('base64url') };
    this.#pending.set(keys.state, { cookie: keys.cookie, until: this.#now() + longestAbsence, authorization });
    return keys;
  }

  /** What began with these keys; undefined if it began elsewhere, in another browser, too long ago, or came back before. */
  take(state: string, cookie: string): T | undefined {
    const pending = this.#pending.get(state);
    this.#pending.delete(state);
    if (!pending || this.#now() > pending.until || !sameSecret(cookie, pending.cookie)) return undefined;
    return pending.authorization;
  }

  #forgetOld(): void {
    for (const [state, { until }] of this.#pending) {
      if (this.#now() > until || this.#pending.size >= mostPending) this.#pending.delete(state);
      else break;
    }
  }
}

/** Name of the cookie that an authorization leaves in the browser: one for each, for several may be pending. */
export function cookieName(state: string): string {
  return `telephony-consent-${state.slice(0, 8)}`;
}

/** The value of a cookie in a `Cookie` header; an empty string where there is none. */
export function cookieIn(header: string, name: string): string {
  const pair = header.split(';').find((part) => part.trim().startsWith(`${name}=`));
  return pair?.slice(pair.indexOf('=') + 1).trim() ?? '';
}
