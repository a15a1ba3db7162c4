import { type Origin, type ServerError, TelephonyError } from '../../runtime/errors.ts';
import type { Health } from '../../runtime/health.ts';
import { abortable } from '../../runtime/http/abortable.ts';
import type { HttpStream } from '../../runtime/http/client.ts';
import { urlIn } from '../../runtime/http/url.ts';
import { isWebPage } from '../../runtime/http/web-page.ts';
import type { Connection, SendOptions, WireRequest, WireResponse } from '../../runtime/operation/connection.ts';
import type { DescribedOperation } from '../../schema/describe.ts';
import { chooseAddress } from './addresses.ts';
import { type LoginToken, loginOrigin, type Session, sessionIn } from './login.ts';
import { readServerError, sessionAfter } from './server-error.ts';
import { SessionLifecycle } from './session-lifecycle.ts';
import { type ConnectionTiming, type ServerSettings, usualConnectionTiming } from './settings.ts';
import { Transport } from './transport.ts';

/**
 * One account's requests: sent within its one session, and once more within a new one where the server has lost the
 * session, or at the other address where they never arrived.
 */
export class OpenTouchConnection implements Connection {
  readonly defaults: Readonly<Record<string, string>>;
  /** What is known of the account. */
  readonly health: Health;
  readonly #settings: ServerSettings;
  readonly #transport: Transport;
  readonly #lifecycle: SessionLifecycle;
  /** Operations that have called a session lost that had just been opened: from them the word counts for nothing. */
  readonly #disputed = new Set<string>();

  constructor(settings: ServerSettings, health: Health, timing: ConnectionTiming = usualConnectionTiming) {
    this.#settings = settings;
    this.health = health;
    this.#transport = new Transport(settings);
    this.#lifecycle = new SessionLifecycle(settings, this.#transport, health, timing);
    this.defaults = settings.defaults;
  }

  async send(operation: DescribedOperation, request: WireRequest, options: SendOptions): Promise<WireResponse> {
    const lifecycle = this.#lifecycle;
    const origin = { system: operation.system.name, operation: operation.type };
    if (operation.authentication === 'nothing') return lifecycle.requests.sendOutside(origin, request, options);
    for (let again = true; ; again = false) {
      const wanted = operation.authentication === 'token' ? lifecycle.token() : lifecycle.session();
      const access = await abortable<LoginToken>(wanted, options.signal, origin);
      const response = await this.within(access, origin, request, options).catch((error: unknown) => {
        if (again && this.#mayChangeAddress(error)) return undefined;
        throw error;
      });
      if (!response) {
        this.forget(access);
        continue;
      }
      const lost = await this.isLost(response, access, options.signal, again ? operation.type : undefined);
      if (!lost) {
        if (response.status < 300) {
          this.#disputed.delete(operation.type);
          this.#adopt(operation, access, response);
        }
        return response;
      }
      if (!again) {
        // The session is as new as can be: it is not the session that is at fault.
        if (this.isCurrent(access)) this.#disputed.add(operation.type);
        return response;
      }
      lifecycle.replace(access);
      // A success may have been one, whatever it looked like.
      if (response.status < 300 && request.method !== 'GET') return response;
    }
  }

  async fetch(url: string, origin: Origin, options: SendOptions): Promise<WireResponse> {
    for (let again = true; ; again = false) {
      const session = await abortable(this.session(), options.signal, origin);
      const address = urlIn(url, `${session.baseUrl}/`);
      if (!address) {
        const message = `the answer leads to something that is not an address`;
        throw new TelephonyError('BAD_ANSWER', message, { ...origin, canRetry: false });
      }
      const { href, hostname } = address;
      const own = session.hosts.includes(hostname);
      const at = own ? chooseAddress({ public: href }, this.#settings.addressMode, session.typed) : href;
      const request = { method: 'GET', url: at ?? href, headers: { accept: '*/*' } };
      const response = await this.#transport.request(origin, session, request, options.signal, options.timeout);
      if (!again || !own || !(await this.isLost(response, session, options.signal))) return response;
      this.#lifecycle.replace(session);
    }
  }

  readError(response: WireResponse): ServerError {
    return readServerError(response);
  }

  /** Whether trying again is of no use until the account is deployed anew. */
  isFinal(error: TelephonyError): boolean {
    return this.#lifecycle.isFinal(error);
  }

  /** Milliseconds until the next login is due; 0 unless one has failed. */
  get untilLogin(): number {
    return this.#lifecycle.untilLogin;
  }

  /** Aborted when the current session is no longer used. */
  get lifetime(): AbortSignal {
    return this.#lifecycle.lifetime;
  }

  /** The open session; opened if there is none. Concurrent callers share one login. */
  session(): Promise<Session> {
    return this.#lifecycle.session();
  }

  /** Sends a request within a given session, once: no replay when the session is lost. */
  async within(access: LoginToken, origin: Origin, request: WireRequest, options: SendOptions): Promise<WireResponse> {
    const { requests, keepalive } = this.#lifecycle;
    try {
      const response = await requests.send(access, origin, request, options);
      // A refusal may not have reached the session: the timer of the server may go on.
      if (this.isCurrent(access) && response.status < 300 && !isWebPage(response)) keepalive.succeeded();
      return response;
    } catch (error) {
      if (!options.signal.aborted && this.isCurrent(access) && 'baseUrl' in access) keepalive.suspect(access);
      throw error;
    }
  }

  /** Opens the channel of a subscription. */
  async stream(
    session: Session,
    origin: Origin,
    method: string,
    url: string,
    signal: AbortSignal,
  ): Promise<HttpStream> {
    try {
      return await this.#lifecycle.requests.stream(session, origin, method, url, signal);
    } catch (error) {
      if (this.#mayChangeAddress(error)) this.forget(session);
      throw error;
    }
  }

  /** Something came over the channel. */
  heard(): void {
    this.health.heard('channel');
    this.#lifecycle.failover.well();
  }

  /** Nothing came over the channel although it should have. */
  noteSilence(): void {
    this.#lifecycle.failover.failed();
  }

  /**
   * Whether an answer means that the session is lost; where it cannot say so, the server is asked.
   * @param operation whose answer it is, where it may be one whose word counts for nothing
   */
  async isLost(response: WireResponse, access: LoginToken, signal: AbortSignal, operation = ''): Promise<boolean> {
    const state = sessionAfter(response);
    if (state === 'alive' || !this.isCurrent(access)) return state !== 'alive';
    if (state === 'lost' && !this.#disputed.has(operation)) return true;
    return (await abortable(this.#lifecycle.keepalive.ask(access), signal, loginOrigin)) === 'lost';
  }

  /** Whether the server says that a session lives. */
  async lives(session: Session, signal: AbortSignal): Promise<boolean> {
    return (await abortable(this.#lifecycle.keepalive.ask(session), signal, loginOrigin)) === 'alive';
  }

  /** Whether it is what requests are sent with right now. */
  isCurrent(access: LoginToken): boolean {
    return this.#lifecycle.isCurrent(access);
  }

  /** The server no longer knows this session or token: the next request opens a new one. */
  forget(access: LoginToken): void {
    this.#lifecycle.forget(access);
  }

  /** The next request opens a new session, and the present one is ended. */
  renew(): void {
    this.#lifecycle.renew();
  }

  /** Ends the session, if there is one; the next request opens another. Resolves when nothing is left to be ended. */
  end(): Promise<void> {
    return this.#lifecycle.end();
  }

  /** Ends the session and all sockets, for good. */
  async close(): Promise<void> {
    await this.#lifecycle.close();
    this.#transport.close();
  }

  /** Takes over what an operation of a flow did to the account's own session. */
  #adopt(operation: DescribedOperation, access: LoginToken, response: WireResponse): void {
    if (operation.effect === 'session-closed') this.#lifecycle.ended();
    if (operation.effect === 'session-opened') this.#lifecycle.adopt(sessionIn(response, this.#settings, access));
  }

  /** With a second address, a request that never arrived goes there, after a new login. */
  #mayChangeAddress(error: unknown): boolean {
    if (!this.#lifecycle.failover.hasOther || !(error instanceof TelephonyError)) return false;
    return error.code === 'CONNECTION' && error.cause.sent === 'no';
  }
}
