import { setMaxListeners } from 'node:events';
import { isFinal } from '../oauth/finality.ts';
import type { TokenProvider, TokenState } from '../oauth/token-provider.ts';
import { Backoff, monotonic } from '../runtime/backoff.ts';
import { type Origin, refused, type ServerError, TelephonyError } from '../runtime/errors.ts';
import type { AccountState } from '../runtime/health.ts';
import type { HttpRequest } from '../runtime/http/carry.ts';
import type { HttpClient } from '../runtime/http/client.ts';
import type { RateLimiter } from '../runtime/http/rate-limiter.ts';
import type { Connection, SendOptions, WireRequest, WireResponse } from '../runtime/operation/connection.ts';
import { originOf } from '../runtime/operation/perform.ts';
import { queryString } from '../runtime/operation/request.ts';
import { timeOfDay } from '../runtime/wording.ts';
import type { DescribedOperation } from '../schema/describe.ts';
import { type GatewayVerdict, isUnauthorized, judgeGatewayAnswer, renewalPauses, wantsPause } from './finality.ts';
import { readGatewayError, requestIdHeader } from './gateway-errors.ts';

/** How an account stands, for its status. */
export type ConnectionState = 'idle' | 'connected' | 'waiting' | 'consent' | 'refused' | 'failed';

/** What went wrong last, and when it is tried again; the latter is absent where that is with the next message. */
export interface Outage {
  readonly error: TelephonyError;
  readonly next?: Date;
}

/** What an account of api.orange.com was configured with, checked and in the units of the program. */
export interface OrangeSettings {
  /** Address that the paths of the reference stand below. */
  readonly baseUrl: string;
  readonly defaults: Readonly<Record<string, string>>;
  readonly dialects: Readonly<Record<string, string>>;
  /** Sent with every request beside the token, as secret as that. */
  readonly keys: Readonly<Record<string, string>>;
  /** Why no request can be tried with these settings. */
  readonly problem?: TelephonyError;
}

/** What requests of an account go through. */
export interface ConnectionParts {
  readonly tokens: TokenProvider;
  readonly http: HttpClient;
  /** Keeps the requests below the gateway's quota. */
  readonly limiter: RateLimiter;
  /** Told whenever the state has changed. */
  readonly onState?: (state: ConnectionState, outage?: Outage) => void;
}

/** The same in the words of all accounts. What has failed is tried again with the next message. */
const kinds: Readonly<Record<ConnectionState, AccountState['kind']>> = {
  idle: 'idle',
  connected: 'connected',
  waiting: 'waiting',
  consent: 'stopped',
  refused: 'stopped',
  failed: 'waiting',
};

/** Milliseconds for one request. */
const usualTimeout = 30_000;

/** Milliseconds that a request waits, and how often it is sent, when the gateway asks for patience. */
const longestWait = 10_000;
const attempts = 3;

/** Milliseconds of the first and the longest pause, unless the gateway names another. */
const pauses = { first: 1000, longest: longestWait };

/** Milliseconds after a pause in which somebody who waited may tell how it went on. */
const grace = 5000;

/** Requests of one account to api.orange.com, each with a token that is good. */
export class OrangeConnection implements Connection {
  readonly requestIdHeader = requestIdHeader;
  readonly defaults: Readonly<Record<string, string>>;
  readonly dialects: Readonly<Record<string, string>>;
  readonly #settings: OrangeSettings;
  readonly #parts: ConnectionParts;
  readonly #backoff = new Backoff(pauses);
  #state: ConnectionState = 'idle';
  #outage: Outage | undefined;
  /** The state tells of the token server. */
  #isWithoutToken = false;
  #endOfPause: NodeJS.Timeout | undefined;
  #connectedSince: Date | undefined;
  #lastHeard: number | undefined;
  #lastFailure: AccountState['lastFailure'];
  /** The token of the last request. */
  #token: string | undefined;
  /** Another token was of no use: no further one is asked for in the meantime. */
  readonly #renewals = new Backoff(renewalPauses);
  /** Credentials that were refused are not sent again until they are others. */
  #stopped: TelephonyError | undefined;

  constructor(settings: OrangeSettings, parts: ConnectionParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#stopped = settings.problem;
    this.defaults = settings.defaults;
    this.dialects = settings.dialects;
  }

  async send(operation: DescribedOperation, request: WireRequest, options: SendOptions): Promise<WireResponse> {
    const query = queryString(request.query);
    const { method, path, headers, body } = request;
    const url = `${this.#settings.baseUrl}${path}${query ? `?${query}` : ''}`;
    return this.#authorized(originOf(operation), { method, url, headers, body }, options);
  }

  /** Token and keys go to the account's own server and nowhere else. */
  async fetch(url: string, origin: Origin, options: SendOptions): Promise<WireResponse> {
    const { baseUrl } = this.#settings;
    const target = new URL(url, `${baseUrl}/`);
    const request = { method: 'GET', url: target.href, headers: { accept: '*/*' } };
    if (target.origin === new URL(baseUrl).origin) return this.#authorized(origin, request, options);
    return this.#parts.http.request(origin, request, options.timeout ?? usualTimeout, options.signal);
  }

  /** How the account stands, for those who look on. */
  get standing(): AccountState {
    const { error = this.#stopped, next } = this.#outage ?? {};
    return {
      kind: this.#stopped ? 'stopped' : kinds[this.#state],
      ...(error && { problem: error }),
      ...(this.#connectedSince && { connectedSince: this.#connectedSince }),
      ...(this.#lastHeard !== undefined && { lastHeard: new Date(this.#lastHeard) }),
      ...(this.#lastFailure && { lastFailure: this.#lastFailure }),
      ...(next && { nextTry: next }),
    };
  }

  readError(response: WireResponse): ServerError {
    return readGatewayError(response, [this.#token, ...Object.values(this.#settings.keys)]);
  }

  /** There are other credentials now: what was refused before says nothing of them, and nobody waits any longer. */
  resume(): void {
    this.#stopped = this.#settings.problem;
    this.#renewals.lift();
    this.#backoff.lift();
    this.#parts.tokens.resume();
    this.#become('idle');
  }

  /** How things stand with the tokens, whoever has asked for one. */
  tokensAre(state: TokenState): void {
    if (state.kind === 'granted') {
      if (this.#isWithoutToken && !this.#stopped) this.#become('connected');
      this.#isWithoutToken = false;
      return;
    }
    this.#isWithoutToken = true;
    if (state.kind === 'retrying') this.#become('failed', state);
    else this.#become(state.error.code === 'CONSENT_NEEDED' ? 'consent' : 'refused', { error: state.error });
  }

  async close(): Promise<void> {
    clearTimeout(this.#endOfPause);
    await this.#parts.tokens.close();
    this.#parts.http.close();
  }

  async #authorized(origin: Origin, request: HttpRequest, options: SendOptions): Promise<WireResponse> {
    const { signal } = options;
    setMaxListeners(0, signal);
    const wait = { left: longestWait };
    let token = await this.#tokenFor(origin, (tokens) => tokens.token(signal));
    for (let attempt = 1, renewed = false; ; attempt += 1) {
      const response = await this.#paced(origin, request, token, options, wait);
      const verdict = judgeGatewayAnswer(response);
      if (isUnauthorized(verdict) && !renewed && this.#renewals.remaining === 0) {
        renewed = true;
        const stale = token;
        token = await this.#tokenFor(origin, (tokens) => tokens.renew(stale, signal));
        continue;
      }
      this.#apply(origin, response, verdict);
      const again = verdict === 'quota' || (verdict === 'busy' && request.method === 'GET');
      if (!again || attempt >= attempts || this.#backoff.remaining > wait.left) return response;
    }
  }

  /** Sends a request when the gateway may be asked. */
  async #paced(
    origin: Origin,
    request: HttpRequest,
    token: string,
    { signal, timeout = usualTimeout }: SendOptions,
    wait: { left: number },
  ): Promise<WireResponse> {
    const { http, limiter } = this.#parts;
    let turn = await limiter.take(origin, signal);
    while (this.#backoff.remaining > 0) {
      turn.unused();
      const started = monotonic();
      if (!(await this.#backoff.wait(origin, wait.left, signal))) throw this.#notSent(origin);
      wait.left -= monotonic() - started;
      turn = await limiter.take(origin, signal);
    }
    const headers = { ...request.headers, ...this.#settings.keys, authorization: `Bearer ${token}` };
    try {
      return await http.request(origin, { ...request, headers }, timeout, signal);
    } catch (error) {
      if (error instanceof TelephonyError && error.code !== 'ABORTED') this.#become('failed', { error });
      throw error;
    } finally {
      turn.answered();
    }
  }

  async #tokenFor(origin: Origin, ask: (tokens: TokenProvider) => Promise<string>): Promise<string> {
    if (this.#stopped) throw inNameOf(origin, this.#stopped);
    try {
      this.#token = await ask(this.#parts.tokens);
      return this.#token;
    } catch (error) {
      if (!(error instanceof TelephonyError) || error.code === 'ABORTED') throw error;
      const final = isFinal(error);
      if (final && error.code !== 'CONSENT_NEEDED') this.#stopped = error;
      if (final) this.tokensAre({ kind: 'refused', error });
      throw error;
    }
  }

  /** What an answer means for the requests to come. */
  #apply(origin: Origin, response: WireResponse, verdict: GatewayVerdict): void {
    const error = refused(origin, response, this.readError(response));
    this.#lastHeard = Date.now();
    if (verdict === 'accepted' || verdict === 'rejected') {
      this.#backoff.reset();
      this.#renewals.lift();
      this.#become('connected');
    } else if (wantsPause(verdict)) {
      this.#backoff.pause((error.cause.retryAfter ?? 0) * 1000);
      this.#become('waiting', { error, next: new Date(Date.now() + this.#backoff.remaining) });
    } else if (verdict === 'invalid') {
      this.#stopped = new TelephonyError(error.code, error.message, { ...error.cause, canRetry: false });
      this.#become('refused', { error });
    } else {
      if (isUnauthorized(verdict)) this.#renewals.pause();
      this.#become('failed', { error });
    }
  }

  #become(state: ConnectionState, outage?: Outage): void {
    if (outage) this.#lastFailure = { at: new Date(), error: outage.error };
    if (state === this.#state && outage?.next?.getTime() === this.#outage?.next?.getTime()) return;
    this.#state = state;
    this.#outage = outage;
    this.#connectedSince = state === 'connected' ? new Date() : undefined;
    clearTimeout(this.#endOfPause);
    // What is to be tried then is the next message.
    if (state === 'waiting') this.#endOfPause = setTimeout(() => this.#become('idle'), this.#backoff.remaining + grace);
    this.#parts.onState?.(state, outage);
  }

  /** Nothing was sent, for the gateway has asked for a pause that is longer than a message waits. */
  #notSent(origin: Origin): TelephonyError {
    const until = timeOfDay(new Date(Date.now() + this.#backoff.remaining));
    const { code = 'TOO_MANY_REQUESTS', cause } = this.#outage?.error ?? {};
    const said = `${code}${cause?.status ? ` (${cause.status})` : ''}`;
    const message = `not sent, because the server answered ${said}; nothing is sent to it until ${until}`;
    return new TelephonyError(code, message, { ...cause, ...origin, canRetry: true });
  }
}

/** The same error, said of another request. */
function inNameOf(origin: Origin, { code, message, cause }: TelephonyError): TelephonyError {
  return new TelephonyError(code, message, { ...cause, ...origin });
}
