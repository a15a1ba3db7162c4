import { backoffDelay } from '../../runtime/backoff.ts';
import { TelephonyError, unreachable } from '../../runtime/errors.ts';
import type { Health } from '../../runtime/health.ts';
import type { WireRequest, WireResponse } from '../../runtime/operation/connection.ts';
import { type LoginToken, loginOrigin, type Session } from './login.ts';
import { sessionAfterKeepalive } from './server-error.ts';
import type { ConnectionTiming } from './settings.ts';

const request: WireRequest = { method: 'POST', path: '/sessions/keepalive', query: [], headers: {} };

/** What the server says of a session; `unknown` when it does not say. */
export type SessionLife = 'alive' | 'lost' | 'unknown';

/** Whom the keepalive works for. */
export interface KeepaliveParts {
  readonly health: Health;
  readonly timing: ConnectionTiming;
  /** Milliseconds that an answer may take. */
  readonly timeout: number;
  /** Aborted when the account closes: what comes after that is nobody's business. */
  readonly closing: AbortSignal;
  send(access: LoginToken, request: WireRequest): Promise<WireResponse>;
  /** Whether a token or session is what requests are sent with right now. */
  isCurrent(access: LoginToken): boolean;
  /** The server no longer knows the session that is current. */
  onLost(): void;
}

/**
 * Keeps the session alive by a request at half its time to live, only when nothing else was sent meanwhile; asked on the
 * way whether the session lives at all.
 */
export class Keepalive {
  readonly #parts: KeepaliveParts;
  #session: Session | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Questions in a row that came to no answer. */
  #unanswered = 0;
  /** Whether the session lives is asked once, however many want to know. */
  #question: { readonly access: LoginToken; readonly answer: Promise<SessionLife> } | undefined;

  constructor(parts: KeepaliveParts) {
    this.#parts = parts;
  }

  /** A session has been opened. */
  start(session: Session): void {
    this.#session = session;
    this.#alive(session);
  }

  /** There is no session any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#session = undefined;
    this.#unanswered = 0;
  }

  /** A request within the session has succeeded: the server counts its time from now. */
  succeeded(): void {
    const session = this.#session;
    if (!session) return;
    if (this.#unanswered === 0) this.#timer?.refresh();
    else this.#alive(session);
  }

  /** A request failed without an answer: is the server still there? */
  suspect(session: LoginToken): void {
    if (this.#unanswered === 0) this.ask(session).catch(() => undefined);
  }

  /** Asks the server whether a session lives. */
  ask(access: LoginToken): Promise<SessionLife> {
    if (this.#question?.access === access) return this.#question.answer;
    const answer = this.#ask(access).finally(() => {
      if (this.#question?.answer === answer) this.#question = undefined;
    });
    this.#question = { access, answer };
    return answer;
  }

  async #ask(access: LoginToken): Promise<SessionLife> {
    const { closing, isCurrent, onLost, send } = this.#parts;
    let life: SessionLife = 'unknown';
    let failure: TelephonyError;
    try {
      const response = await send(access, request);
      life = sessionAfterKeepalive(response);
      const message = `the server answers ${response.status} when asked whether the session lives`;
      failure = new TelephonyError(`HTTP_${response.status}`, message, { ...loginOrigin, canRetry: true });
    } catch (error) {
      failure = unreachable(loginOrigin, error);
    }
    if (!isCurrent(access) || closing.aborted) return life;
    const session = this.#session;
    if (life === 'lost') onLost();
    else if (session && life === 'alive') this.#alive(session);
    else if (session) this.#silent(session, failure);
    return life;
  }

  #alive(session: Session): void {
    this.#unanswered = 0;
    this.#schedule(session, session.timeToLive / 2);
    const { health, timing, timeout } = this.#parts;
    const within = session.timeToLive / 2 + timeout + timing.grace;
    health.set('session', { kind: 'connected', within });
  }

  #silent(session: Session, error: TelephonyError): void {
    this.#unanswered += 1;
    const { firstRetry: first, longestRetry: longest } = this.#parts.timing;
    const pause = backoffDelay(this.#unanswered, { first, longest });
    this.#parts.health.set('session', { kind: 'waiting', error, pause });
    this.#schedule(session, pause);
  }

  #schedule(session: Session, pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask(session).catch(() => undefined), pause).unref();
  }
}
