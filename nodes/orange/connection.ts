import { setMaxListeners } from 'node:events';
import { Backoff } from '../runtime/backoff.ts';
import type { Connection, Refusal, SendOptions, WireRequest, WireResponse } from '../runtime/connection.ts';
import type { DescribedOperation } from '../runtime/describe.ts';
import { type Origin, refused, TelephonyError } from '../runtime/errors.ts';
import type { HttpClient, HttpRequest } from '../runtime/http.ts';
import { originOf } from '../runtime/perform.ts';
import { queryString } from '../runtime/request.ts';
import type { TokenSource } from './oauth/source.ts';
import { isExpired, isThrottled, isUnwelcome, readRefusal } from './refusal.ts';

/** How an account stands, for its status. */
export type ConnectionState = 'idle' | 'connected' | 'waiting' | 'consent' | 'refused' | 'failed';

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

/** Milliseconds for one request. */
const usualTimeout = 30_000;

/** Milliseconds that a request waits, and how often it is sent, when the gateway asks for patience. */
const longestWait = 10_000;
const attempts = 3;

/** Requests of one account to api.orange.com, each with a token that is good. */
export class OrangeConnection implements Connection {
  readonly defaults: Readonly<Record<string, string>>;
  readonly dialects: Readonly<Record<string, string>>;
  readonly #settings: OrangeSettings;
  readonly #tokens: TokenSource;
  readonly #http: HttpClient;
  readonly #onState: (state: ConnectionState) => void;
  readonly #backoff = new Backoff();
  #state: ConnectionState = 'idle';
  /** The token of the last request. */
  #token: string | undefined;
  /** The last token that the API has taken. */
  #accepted: string | undefined;
  /** Credentials that were refused are not sent again until they are others. */
  #stopped: TelephonyError | undefined;

  constructor(
    settings: OrangeSettings,
    tokens: TokenSource,
    http: HttpClient,
    onState: (state: ConnectionState) => void = () => {},
  ) {
    this.#settings = settings;
    this.#tokens = tokens;
    this.#http = http;
    this.#onState = onState;
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
    return this.#http.request(origin, request, options.timeout ?? usualTimeout, options.signal);
  }

  refusal(response: WireResponse): Refusal {
    return readRefusal(response, [this.#token, ...Object.values(this.#settings.keys)]);
  }

  /** There are other credentials now: what was refused before says nothing of them. */
  resume(): void {
    this.#stopped = this.#settings.problem;
    this.#become('idle');
  }

  async close(): Promise<void> {
    await this.#tokens.close();
    this.#http.close();
  }

  async #authorized(origin: Origin, request: HttpRequest, options: SendOptions): Promise<WireResponse> {
    const { signal, timeout = usualTimeout } = options;
    const end = Date.now() + longestWait;
    setMaxListeners(0, signal);
    let token = await this.#tokenFor(origin, (source) => source.token(signal));
    for (let attempt = 1, renewed = false; ; attempt += 1) {
      if (!(await this.#backoff.wait(origin, end - Date.now(), signal))) throw tooMany(origin);
      const headers = { ...request.headers, ...this.#settings.keys, authorization: `Bearer ${token}` };
      const response = await this.#http.request(origin, { ...request, headers }, timeout, signal).catch((error) => {
        this.#become('failed');
        throw error;
      });
      if (!renewed && this.#wantsAnother(response, token)) {
        renewed = true;
        const stale = token;
        token = await this.#tokenFor(origin, (source) => source.renew(stale, signal)).catch((error: unknown) => {
          // The old one would be refused again, and no other is to be had.
          if (error instanceof TelephonyError && !error.cause.canRetry) this.#stopped = error;
          throw error;
        });
        continue;
      }
      this.#judge(origin, response, token);
      const again = isThrottled(response) && request.method === 'GET' && attempt < attempts;
      if (!again || this.#backoff.left > end - Date.now()) return response;
    }
  }

  async #tokenFor(origin: Origin, ask: (source: TokenSource) => Promise<string>): Promise<string> {
    if (this.#stopped) throw inNameOf(origin, this.#stopped);
    try {
      this.#token = await ask(this.#tokens);
      return this.#token;
    } catch (error) {
      if (error instanceof TelephonyError && error.code !== 'ABORTED') {
        this.#become(error.code === 'CONSENT_NEEDED' ? 'consent' : error.cause.canRetry ? 'failed' : 'refused');
      }
      throw error;
    }
  }

  /**
   * Whether a new token may help: where the old one is out of date, and where it is not taken although it was before, or
   * has been kept from before a restart. One that was asked for just now and is not taken would not be the last.
   */
  #wantsAnother(response: WireResponse, token: string): boolean {
    if (isExpired(response)) return true;
    return isUnwelcome(response) && (token === this.#accepted || !this.#tokens.isNew(token));
  }

  /** What an answer means for the requests to come. */
  #judge(origin: Origin, response: WireResponse, token: string): void {
    if (isThrottled(response)) {
      this.#backoff.pause();
      this.#become('waiting');
    } else if (isUnwelcome(response) || isExpired(response)) {
      this.#stopped = refused(origin, response, { ...this.refusal(response), canRetry: false });
      this.#become('refused');
    } else if (response.status < 500) {
      this.#accepted = token;
      this.#backoff.relax();
      this.#become('connected');
    }
  }

  #become(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onState(state);
  }
}

/** The same error, said of another request. */
function inNameOf(origin: Origin, { code, message, cause }: TelephonyError): TelephonyError {
  const said = message.startsWith(`${cause.operation}: `) ? message.slice(cause.operation.length + 2) : message;
  return new TelephonyError(code, `${origin.operation}: ${said}`, { ...cause, ...origin });
}

function tooMany(origin: Origin): TelephonyError {
  const message = `${origin.operation}: not sent, for Orange has asked for fewer requests`;
  return new TelephonyError('TOO_MANY_REQUESTS', message, { ...origin, canRetry: true });
}
