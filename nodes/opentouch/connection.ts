import { setMaxListeners } from 'node:events';
import { abortable } from '../runtime/abortable.ts';
import type { Connection, Refusal, SendOptions, WireRequest, WireResponse } from '../runtime/connection.ts';
import type { DescribedOperation } from '../runtime/describe.ts';
import { type Origin, TelephonyError } from '../runtime/errors.ts';
import type { HttpStream } from '../runtime/http.ts';
import { queryString } from '../runtime/request.ts';
import { chooseAddress } from './addresses.ts';
import { authenticate, baseOf, loginOrigin, openSession, type Session, sessionIn, type Token } from './login.ts';
import { isSessionLost, mayBeSessionLost, readRefusal } from './refusal.ts';
import { type ServerSettings, type Timing, usualTiming } from './settings.ts';
import { Transport } from './transport.ts';

/** How an account stands, for its status. */
export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'refused' | 'failed';

/** Failures that prove that a request never reached the server. */
const neverArrived = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const keepalive: WireRequest = { method: 'POST', path: '/sessions/keepalive', query: [], headers: {} };

/**
 * One account's one session: opened when first needed, by one login however many ask; kept alive; opened again when the
 * server has lost it; ended when nobody needs it any more.
 */
export class OpenTouchConnection implements Connection {
  readonly defaults: Readonly<Record<string, string>>;
  readonly #settings: ServerSettings;
  readonly #timing: Timing;
  readonly #transport: Transport;
  readonly #onState: (state: ConnectionState) => void;
  readonly #closing = new AbortController();
  #active = 0;
  #token: Promise<Token> | undefined;
  #session: Promise<Session> | undefined;
  /** The token or session that requests are sent with right now. */
  #current: Token | undefined;
  /** Grows whenever the session is dropped, so that a login that comes too late is not taken for the current one. */
  #generation = 0;
  #gone = new AbortController();
  #keepalive: NodeJS.Timeout | undefined;
  /** Sessions that are just being ended. */
  #ending: Promise<void> = Promise.resolve();
  /** A refused password is not tried again until the account is deployed anew; neither are unusable settings. */
  #refusal: TelephonyError | undefined;

  constructor(settings: ServerSettings, onState: (state: ConnectionState) => void, timing: Timing = usualTiming) {
    this.#refusal = settings.problem;
    this.#settings = settings;
    this.#timing = timing;
    this.#onState = onState;
    this.#transport = new Transport(settings);
    this.defaults = settings.defaults;
    setMaxListeners(0, this.#closing.signal);
  }

  async send(operation: DescribedOperation, request: WireRequest, options: SendOptions): Promise<WireResponse> {
    const origin = { system: operation.system.name, operation: operation.type };
    if (operation.needs === 'nothing') return this.#outside(origin, request, options);
    for (let again = true; ; again = false) {
      const wanted = operation.needs === 'token' ? this.#authenticated() : this.session();
      const access = await abortable<Token>(wanted, options.signal, origin);
      const response = await this.within(access, origin, request, options).catch((error: unknown) => {
        if (again && this.#mayChangeAddress(error)) return undefined;
        throw error;
      });
      if (response && !(again && (await this.#lostBy(response, access, origin, options)))) {
        if (response.status < 300) this.#adopt(operation, access, response);
        return response;
      }
      this.forget(access);
    }
  }

  /** Whether an answer means that the session is lost; where it cannot say so, the server is asked. */
  async #lostBy(response: WireResponse, access: Token, origin: Origin, options: SendOptions): Promise<boolean> {
    if (!mayBeSessionLost(response)) return isSessionLost(response);
    return (await this.within(access, origin, keepalive, options)).status === 403;
  }

  async fetch(url: string, origin: Origin, options: SendOptions): Promise<WireResponse> {
    const session = await abortable(this.session(), options.signal, origin);
    const { href, hostname } = new URL(url, `${session.baseUrl}/`);
    const own = session.hosts.includes(hostname);
    const at = own ? chooseAddress({ public: href }, this.#settings.addressMode, session.typed) : href;
    const request = { method: 'GET', url: at ?? href, headers: { accept: '*/*' } };
    return this.#transport.request(origin, session, request, options.signal, options.timeout);
  }

  refusal(response: WireResponse): Refusal {
    return readRefusal(response);
  }

  /** Whether trying again is of no use until the account is deployed anew. */
  isFinal(error: TelephonyError): boolean {
    return error === this.#refusal;
  }

  /** Aborted when the current session is no longer used. */
  get lifetime(): AbortSignal {
    return this.#gone.signal;
  }

  /** The open session; opened if there is none. Concurrent callers share one login. */
  session(): Promise<Session> {
    this.#session ??= this.#open(this.#generation);
    return this.#session;
  }

  /** Sends a request within a given session, once: no replay when the session is lost. */
  async within(session: Token, origin: Origin, request: WireRequest, options: SendOptions): Promise<WireResponse> {
    const base = 'baseUrl' in session ? String(session.baseUrl) : baseOf(session);
    const query = queryString(request.query);
    const { method, headers, body } = request;
    const wire = { method, url: `${base}${request.path}${query && `?${query}`}`, headers, body };
    const timeout = options.timeout ?? this.#settings.timeout;
    const response = await this.#transport.request(origin, session, wire, options.signal, timeout);
    this.#keepalive?.refresh();
    return response;
  }

  /** Opens the channel of a subscription. */
  async stream(
    session: Session,
    origin: Origin,
    method: string,
    url: string,
    signal: AbortSignal,
  ): Promise<HttpStream> {
    return this.#transport.stream(origin, session, { method, url, headers: { accept: '*/*' } }, signal);
  }

  /** The server no longer knows this session or token: the next request opens a new one. */
  forget(access: Token): void {
    if (access.jar === this.#current?.jar) this.#drop();
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

  async #leave(ending: Promise<Session>): Promise<void> {
    const signal = AbortSignal.timeout(this.#timing.farewell);
    try {
      const session = await abortable(ending, signal, loginOrigin);
      const request = { method: 'DELETE', path: '/sessions', query: [], headers: {} };
      await this.within(session, loginOrigin, request, { signal, timeout: this.#timing.farewell });
    } catch {
      // The server ends it by itself when its time is over.
    }
    if (!this.#session) this.#onState('idle');
  }

  /** Ends the session and all sockets, for good. */
  async close(): Promise<void> {
    await this.end();
    this.#closing.abort();
    this.#transport.close();
  }

  /** Sends what needs no session, and whose path begins at the server itself. */
  async #outside(origin: Origin, request: WireRequest, options: SendOptions): Promise<WireResponse> {
    const typed = this.#settings.addresses[this.#active];
    if (!typed) throw this.#refusal;
    const { method, headers, body } = request;
    const visit = await this.#transport.visit(typed);
    const wire = { method, url: `${typed}${request.path}`, headers, body };
    return this.#transport.request(origin, visit, wire, options.signal, options.timeout);
  }

  /** Takes over what an operation of a flow did to the account's own session. */
  #adopt(operation: DescribedOperation, access: Token, response: WireResponse): void {
    if (operation.effect === 'session-closed') this.#drop();
    if (operation.effect === 'session-opened') {
      const session = sessionIn(response, this.#settings, access);
      this.#session = Promise.resolve(session);
      this.#opened(session);
    }
  }

  async #open(generation: number): Promise<Session> {
    this.#onState('connecting');
    try {
      const token = await this.#authenticated();
      const session = await openSession(this.#transport, this.#settings, token, this.#closing.signal);
      if (generation === this.#generation) this.#opened(session);
      return session;
    } catch (error) {
      if (generation === this.#generation) {
        this.#drop();
        this.#onState(error === this.#refusal ? 'refused' : 'failed');
      }
      throw error;
    }
  }

  #authenticated(): Promise<Token> {
    const generation = this.#generation;
    this.#token ??= this.#login().then(
      (token) => {
        if (generation === this.#generation) this.#current = token;
        return token;
      },
      (error: unknown) => {
        if (generation === this.#generation) this.#token = undefined;
        throw error;
      },
    );
    return this.#token;
  }

  /** Logs in at the address that worked last, or at the other one. */
  async #login(): Promise<Token> {
    if (this.#refusal) throw this.#refusal;
    const { addresses } = this.#settings;
    let failure: unknown;
    for (let turn = 0; turn < addresses.length; turn += 1) {
      const index = (this.#active + turn) % addresses.length;
      try {
        const address = addresses[index] as string;
        const token = await authenticate(this.#transport, this.#settings, address, this.#closing.signal);
        this.#active = index;
        return token;
      } catch (error) {
        failure = error;
        if (this.#closing.signal.aborted) break;
        if (error instanceof TelephonyError && error.code === 'UNAUTHORIZED') {
          this.#refusal = error;
          break;
        }
      }
    }
    throw failure;
  }

  #opened(session: Session): void {
    this.#current = session;
    clearTimeout(this.#keepalive);
    // Restarted by every request, so it fires only when nothing else was sent meanwhile.
    this.#keepalive = setTimeout(() => void this.#keepAlive(session), session.timeToLive / 2).unref();
    this.#onState('connected');
  }

  async #keepAlive(session: Session): Promise<void> {
    try {
      const response = await this.within(session, loginOrigin, keepalive, { signal: this.#closing.signal });
      if (response.status === 403) this.forget(session);
    } catch {
      this.#keepalive?.refresh();
    }
  }

  #drop(): void {
    clearTimeout(this.#keepalive);
    this.#keepalive = undefined;
    this.#session = undefined;
    this.#token = undefined;
    this.#current = undefined;
    this.#generation += 1;
    this.#gone.abort();
    this.#gone = new AbortController();
  }

  /** With a second address, a request that never arrived goes there, after a new login. */
  #mayChangeAddress(error: unknown): boolean {
    const type = error instanceof TelephonyError ? error.cause.type : undefined;
    return this.#settings.addresses.length > 1 && type !== undefined && neverArrived.has(type);
  }
}
