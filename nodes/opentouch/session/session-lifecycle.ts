import { setMaxListeners } from 'node:events';
import { TelephonyError, unreachable } from '../../runtime/errors.ts';
import type { Condition, Health } from '../../runtime/health.ts';
import { abortable } from '../../runtime/http/abortable.ts';
import type { WireRequest } from '../../runtime/operation/connection.ts';
import { Failover } from './failover.ts';
import { Keepalive } from './keepalive.ts';
import { authenticate, isThere, type LoginToken, loginOrigin, openSession, type Session } from './login.ts';
import { LoginSchedule } from './login-schedule.ts';
import { SessionRequests } from './requests.ts';
import type { ConnectionTiming, ServerSettings } from './settings.ts';
import type { Transport } from './transport.ts';

const logout: WireRequest = { method: 'DELETE', path: '/sessions', query: [], headers: {} };

/**
 * One account's one session: opened when first asked for, by one login however many ask; kept alive; opened again at the
 * other address when this one is out of service; ended when nobody needs it any more.
 */
export class SessionLifecycle {
  /** Single requests, with a token or within a session. */
  readonly requests: SessionRequests;
  readonly keepalive: Keepalive;
  readonly failover: Failover;
  readonly #settings: ServerSettings;
  readonly #timing: ConnectionTiming;
  readonly #transport: Transport;
  readonly #health: Health;
  readonly #logins: LoginSchedule;
  readonly #closing = new AbortController();
  #token: Promise<LoginToken> | undefined;
  #session: Promise<Session> | undefined;
  /** The token or session that requests are sent with right now. */
  #current: LoginToken | undefined;
  /** Grows whenever the session is dropped, so that a login that comes too late is not taken for the current one. */
  #generation = 0;
  #gone = new AbortController();
  /** Fires the next login. */
  #nextLogin: NodeJS.Timeout | undefined;
  /** Sessions that are just being ended. */
  #ending: Promise<void> = Promise.resolve();

  constructor(settings: ServerSettings, transport: Transport, health: Health, timing: ConnectionTiming) {
    this.#settings = settings;
    this.#timing = timing;
    this.#health = health;
    this.#transport = transport;
    this.#logins = new LoginSchedule(timing, settings.problem);
    const closing = this.#closing.signal;
    setMaxListeners(0, closing);
    const isCurrent = (access: LoginToken) => this.isCurrent(access);
    this.failover = new Failover(
      settings.addresses,
      (address) => isThere(transport, address, closing, Math.min(timing.probe, settings.timeout)),
      () => (this.#current ? this.replace(this.#current) : this.#drop()),
    );
    this.requests = new SessionRequests({ settings, transport, health, failover: this.failover, isCurrent });
    this.keepalive = new Keepalive({
      health,
      timing,
      timeout: settings.timeout,
      closing,
      isCurrent,
      send: (access, request) => this.requests.send(access, loginOrigin, request, { signal: closing }),
      onLost: () => this.#drop(),
    });
  }

  /** Whether trying again is of no use until the account is deployed anew. */
  isFinal(error: TelephonyError): boolean {
    return this.#logins.isFinal(error);
  }

  /** Milliseconds until the next login is due; 0 unless one has failed. */
  get untilLogin(): number {
    return this.#logins.remaining;
  }

  /** Aborted when the current session is no longer used. */
  get lifetime(): AbortSignal {
    return this.#gone.signal;
  }

  /** The open session; opened if there is none. Concurrent callers share one login. */
  session(): Promise<Session> {
    if (!this.#session) {
      const { obstacle } = this.#logins;
      if (obstacle) return this.#obstructed(obstacle);
      this.#session = this.#open(this.#generation);
    }
    return this.#session;
  }

  /** The token of the login, before or within the session. Concurrent callers share one login. */
  token(): Promise<LoginToken> {
    if (this.#token) return this.#token;
    const { obstacle } = this.#logins;
    if (obstacle) return this.#obstructed(obstacle);
    const generation = this.#generation;
    this.#token = this.#login().then(
      (token) => {
        if (generation === this.#generation) this.#current = token;
        return token;
      },
      (error: unknown) => {
        throw this.#failed(error, generation);
      },
    );
    return this.#token;
  }

  /** Whether it is what requests are sent with right now. */
  isCurrent(access: LoginToken): boolean {
    return access.jar === this.#current?.jar;
  }

  /** A flow has opened a session by itself: it is the account's from now on. */
  adopt(session: Session): void {
    this.#session = Promise.resolve(session);
    this.#opened(session);
  }

  /** The server no longer knows this session or token: the next request opens a new one. */
  forget(access: LoginToken): void {
    if (this.isCurrent(access)) this.#drop();
  }

  /** A flow has ended the session by itself. */
  ended(): void {
    this.#drop();
  }

  /** The next request opens a new session, and the present one is ended. */
  renew(): void {
    if (this.#current) this.replace(this.#current);
  }

  /** Another session takes the place of one that the server may still have. */
  replace(access: LoginToken): void {
    if (!this.isCurrent(access)) return;
    this.#drop();
    if (!('baseUrl' in access)) return;
    const left = this.#leave(Promise.resolve(access as Session));
    this.#ending = this.#ending.then(() => left);
  }

  /** Ends the session, if there is one; the next request opens another. Resolves when nothing is left to be ended. */
  end(): Promise<void> {
    const session = this.#session;
    this.#drop();
    if (session) {
      // The last user and the account itself may leave at the same time: the second must not close the first one's sockets.
      const [before, left] = [this.#ending, this.#leave(session)];
      this.#ending = before.then(() => left);
    }
    return this.#ending;
  }

  /** Ends the session for good. */
  async close(): Promise<void> {
    await this.end();
    this.#closing.abort();
  }

  async #leave(ending: Promise<Session>): Promise<void> {
    const signal = AbortSignal.timeout(this.#timing.farewell);
    try {
      const session = await abortable(ending, signal, loginOrigin);
      await this.requests.send(session, loginOrigin, logout, { signal, timeout: this.#timing.farewell });
    } catch {
      // The server ends it by itself when its time is over.
    }
  }

  async #open(generation: number): Promise<Session> {
    const token = await this.token();
    try {
      const session = await openSession(this.#transport, this.#settings, token, this.#closing.signal);
      if (generation === this.#generation) this.#opened(session);
      return session;
    } catch (error) {
      throw this.#failed(error, generation);
    }
  }

  async #obstructed(obstacle: TelephonyError): Promise<never> {
    if (this.isFinal(obstacle)) this.#health.set('session', { kind: 'stopped', error: obstacle });
    throw obstacle;
  }

  /** Logs in at the address that worked last, or at the other one. */
  async #login(): Promise<LoginToken> {
    this.#health.set('session', { kind: 'connecting' });
    let failure: unknown;
    for (const address of this.failover.inTurn) {
      try {
        const token = await authenticate(this.#transport, this.#settings, address, this.#closing.signal);
        this.failover.use(address);
        return token;
      } catch (error) {
        failure = error;
        const refused = error instanceof TelephonyError && error.code === 'UNAUTHORIZED';
        if (refused || this.#closing.signal.aborted) break;
      }
    }
    throw failure;
  }

  /**
   * There is no session: the next attempt is made in due time, whether anybody asks for it or not.
   * @returns the failure as an error to throw
   */
  #failed(error: unknown, generation: number): TelephonyError {
    const failure = unreachable(loginOrigin, error);
    if (generation !== this.#generation || this.#closing.signal.aborted) return failure;
    const pause = this.#logins.failed(failure);
    this.#drop(pause === undefined ? { kind: 'stopped', error: failure } : { kind: 'waiting', error: failure, pause });
    if (pause !== undefined) {
      this.#nextLogin = setTimeout(() => {
        this.#logins.due();
        this.session().catch(() => undefined);
      }, pause).unref();
    }
    return failure;
  }

  #opened(session: Session): void {
    clearTimeout(this.#nextLogin);
    this.#current = session;
    this.#logins.succeeded();
    this.#health.heard('session');
    this.keepalive.start(session);
  }

  #drop(condition: Condition = { kind: 'idle' }): void {
    clearTimeout(this.#nextLogin);
    this.keepalive.stop();
    this.#session = undefined;
    this.#token = undefined;
    this.#current = undefined;
    this.#generation += 1;
    this.#gone.abort();
    this.#gone = new AbortController();
    this.#health.set('session', condition);
  }
}
