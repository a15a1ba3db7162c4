import { inBackground } from '../runtime/background.ts';
import { Backoff, monotonic } from '../runtime/backoff.ts';
import { type Origin, TelephonyError, unreachable } from '../runtime/errors.ts';
import { abortable } from '../runtime/http/abortable.ts';
import type { HttpClient } from '../runtime/http/client.ts';
import { RateLimiter } from '../runtime/http/rate-limiter.ts';
import { timeOfDay } from '../runtime/wording.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { finalErrors, isFinal } from './finality.ts';
import { digest, storeKey, type TokenIdentity } from './identity.ts';
import { type Grant, requestToken } from './request.ts';
import type { TokenStore } from './store.ts';
import { isFresh, remainingLife, type Token } from './token.ts';

/** The clocks that tokens live by. */
export interface Clock {
  /** Milliseconds since 1970, which somebody may set. */
  wall(): number;
  /** Milliseconds since some moment, which nobody can set. */
  monotonic(): number;
}

/** Where tokens come from, for whom, and where they are kept. */
export interface TokenProviderOptions extends TokenIdentity {
  readonly server: AuthorizationServer;
  readonly http: HttpClient;
  readonly store: TokenStore;
  /** A refresh token to begin with where the store knows nothing. */
  readonly seed?: string;
  /** Told whenever it changes how things stand with the tokens. */
  readonly onState?: (state: TokenState) => void;
  readonly clock?: Clock;
}

/** How things stand with the tokens of an account. */
export type TokenState =
  /** The server has given one. */
  | { readonly kind: 'granted' }
  /** It gave none; it is asked again at `next`, whether or not anybody wants a token then. */
  | { readonly kind: 'retrying'; readonly error: TelephonyError; readonly next: Date }
  /** It will give none before somebody changes something. */
  | { readonly kind: 'refused'; readonly error: TelephonyError };

/** Gives access tokens, and asks for as few as it can. */
export interface TokenProvider {
  /**
   * A token that is good for some time yet. Waits some seconds when the server has a bad moment.
   * @throws TelephonyError when none is to be had: `cause.canRetry` is false after a final refusal, which is not asked for
   *   again before a deploy or `resume`
   */
  token(signal: AbortSignal): Promise<string>;
  /** Another token than one that was refused. Those who ask at the same time share one request. */
  renew(stale: string, signal: AbortSignal): Promise<string>;
  /** Somebody has changed something: what was refused, and the pause after a failure, are forgotten. */
  resume(): void;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** Milliseconds that somebody waits for a token at most before being told why there is none. */
const longestWait = 10_000;

/** Milliseconds of the first and the longest pause after a failure. */
const pauses = { first: 1000, longest: 300_000 };

const minute = 60_000;

/** Whose error it is when there is no token. */
export function tokenOrigin(system: string): Origin {
  return { system, operation: 'token' };
}

/** All providers of this process that somebody holds. */
const shared = new Map<string, SharedToken>();

/** Requests of an application to a token endpoint, whoever it acts for. */
const limiters = new Map<string, RateLimiter>();

/** A provider of tokens, the same one for all who ask with the same identity. To be closed by each of them. */
export function tokenProvider(options: TokenProviderOptions): TokenProvider {
  const { http, server, store, onState } = options;
  const name = digest(storeKey(options), options.clientSecret, options.seed);
  const provider = shared.get(name) ?? new SharedToken(options);
  shared.set(name, provider);
  provider.begin({ http, store, ...(onState && { onState }) });
  const origin = tokenOrigin(server.system);
  return {
    token: (signal) => abortable(provider.token(signal), signal, origin),
    renew: (stale, signal) => abortable(provider.renew(stale, signal), signal, origin),
    resume: () => provider.resume(),
    async close() {
      await provider.end(http);
      if (provider.isUnused && shared.get(name) === provider) shared.delete(name);
    },
  };
}

/** Somebody who holds a provider: a way to the server, of which a request takes the newest. */
type Holder = Pick<TokenProviderOptions, 'http' | 'store' | 'onState'>;

class SharedToken {
  readonly #holders = new Map<HttpClient, Holder>();
  /** Where those who hold it, or did, keep their tokens: what a server gives once must be found by each of them later. */
  readonly #stores = new Set<TokenStore>();
  readonly #options: TokenProviderOptions;
  readonly #origin: Origin;
  readonly #key: string;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #limiter: RateLimiter;
  #renewal: Promise<Token> | undefined;
  #closing = new AbortController();
  /** What was refused for good, by what had been handed in. */
  readonly #refusals = new Map<string, TelephonyError>();
  /** Why the server is left alone at present, when that ends, and the token that another one is wanted for. */
  #outage: { readonly error: TelephonyError; readonly next: Date; readonly stale: string | undefined } | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** The end of a token's life on the monotonic clock, from the moment at which it was seen first. */
  #seen: { readonly accessToken: string; readonly until: number } | undefined;

  constructor(options: TokenProviderOptions) {
    const { server, clientId, tokenUrl, clock } = options;
    this.#options = options;
    this.#origin = tokenOrigin(server.system);
    this.#key = storeKey(options);
    this.#clock = clock ?? { wall: Date.now, monotonic };
    this.#backoff = new Backoff(pauses, () => this.#clock.monotonic());
    const application = digest(tokenUrl, clientId);
    this.#limiter = limiters.get(application) ?? new RateLimiter(server.tokenRequestsPerMinute, minute);
    limiters.set(application, this.#limiter);
  }

  get isUnused(): boolean {
    return this.#holders.size === 0;
  }

  /** Whoever begins has been deployed just now, and what was refused before may be mended. */
  begin(holder: Holder): void {
    this.#holders.set(holder.http, holder);
    this.#stores.add(holder.store);
    if (this.#closing.signal.aborted) this.#closing = new AbortController();
    this.#refusals.clear();
    if (!this.#outage) return;
    const { error, next } = this.#outage;
    holder.onState?.({ kind: 'retrying', error, next });
    this.#retryWhenDue();
  }

  resume(): void {
    this.#refusals.clear();
    this.#outage = undefined;
    this.#backoff.lift();
    clearTimeout(this.#retry);
  }

  async end(http: HttpClient): Promise<void> {
    this.#holders.delete(http);
    if (this.isUnused) {
      clearTimeout(this.#retry);
      // What waits for its turn has not been sent; what is under way is waited for, for its answer may be the only one.
      this.#closing.abort();
    }
    await this.#renewal?.catch(() => undefined);
  }

  async token(signal: AbortSignal): Promise<string> {
    const present = await this.#kept();
    if (!present) return this.renew(undefined, signal);
    const left = this.#remaining(present);
    if (isFresh(present, left)) return present.accessToken;
    // Its last minute is as good as any other.
    if (left > 0) return this.#renewed(present.accessToken).then(accessTokenOf, orElse(present.accessToken));
    return this.renew(present.accessToken, signal);
  }

  async renew(stale: string | undefined, signal: AbortSignal): Promise<string> {
    const end = this.#clock.monotonic() + longestWait;
    for (;;) {
      try {
        return (await this.#renewed(stale)).accessToken;
      } catch (error) {
        if (isFinal(error)) throw error;
        if (!(await this.#backoff.wait(this.#origin, end - this.#clock.monotonic(), signal))) throw error;
      }
    }
  }

  /** One request however many ask; it is not given up with any of them, for its answer may be the only one. */
  #renewed(stale: string | undefined): Promise<Token> {
    this.#renewal ??= this.#exchange(stale).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #exchange(stale: string | undefined): Promise<Token> {
    const { seed } = this.#options;
    const present = await this.#kept();
    if (present && present.accessToken !== stale && isFresh(present, this.#remaining(present))) return present;
    if (this.#outage && this.#backoff.remaining > 0) throw this.#outage.error;
    try {
      const token = await this.#requested(this.#grant(present)).catch((error: unknown) => {
        if (seed && mayBeginAnew(error) && present?.refreshToken !== seed) {
          return this.#requested({ kind: 'refresh', refreshToken: seed });
        }
        throw error;
      });
      // First kept, then used: the server may already have forgotten the refresh token that it took in exchange.
      await this.#keep(token, [...this.#stores]);
      this.#seen = { accessToken: token.accessToken, until: this.#clock.monotonic() + token.life };
      this.#outage = undefined;
      this.#backoff.lift();
      this.#tell({ kind: 'granted' });
      return token;
    } catch (error) {
      throw this.#failed(error, stale);
    }
  }

  /** The newest token that any of the stores has. The others have it afterwards. */
  async #kept(): Promise<Token | undefined> {
    const stores = [...this.#stores];
    const tokens = await Promise.all(stores.map((store) => store.token(this.#key)));
    const newest = tokens.reduce((one, other) => (came(other) > came(one) ? other : one), undefined);
    if (newest) {
      await this.#keep(
        newest,
        stores.filter((_, index) => tokens[index]?.accessToken !== newest.accessToken),
      );
    }
    return newest;
  }

  async #keep(token: Token, stores: readonly TokenStore[]): Promise<void> {
    await Promise.all(stores.map((store) => store.keepToken(this.#key, token)));
  }

  #grant(present: Token | undefined): Grant {
    const { user, scope, seed, server } = this.#options;
    if (user === undefined) return { kind: 'client', scope };
    const refreshToken = present?.refreshToken ?? seed;
    if (!refreshToken) throw consentNeeded(server.system);
    return { kind: 'refresh', refreshToken };
  }

  /** Asks for a token, unless it is known what the answer would be. */
  async #requested(grant: Grant): Promise<Token> {
    const { clientId, clientSecret, tokenUrl, server, http, clock } = this.#options;
    const name = digest(JSON.stringify(grant));
    const refusal = this.#refusals.get(name);
    if (refusal) throw refusal;
    const turn = await this.#limiter.take(this.#origin, this.#closing.signal);
    const newest = [...this.#holders.keys()].at(-1) ?? http;
    const client = { clientId, clientSecret };
    try {
      return await requestToken(this.#origin, { http: newest, tokenUrl, client, server }, grant, clock?.wall);
    } catch (error) {
      const problem = unreachable(this.#origin, error);
      // Without an answer, nobody has said anything of the account.
      if (finalErrors[problem.cause.status ?? 0] && isFinal(problem)) this.#refusals.set(name, problem);
      throw problem;
    } finally {
      turn.answered();
    }
  }

  /** What a failure means for those who wait, and for the requests to come. */
  #failed(failure: unknown, stale: string | undefined): TelephonyError {
    const problem = unreachable(this.#origin, failure);
    const { code, message, cause } = problem;
    const final = code === 'CONSENT_NEEDED' || [...this.#refusals.values()].includes(problem);
    if (final) {
      this.#outage = undefined;
      this.#tell({ kind: 'refused', error: problem });
      return problem;
    }
    this.#backoff.pause((cause.retryAfter ?? 0) * 1000);
    const { remaining } = this.#backoff;
    const next = new Date(this.#clock.wall() + remaining);
    const text = `${message}; next try ${timeOfDay(next)}`;
    const error = new TelephonyError(code, text, { ...cause, canRetry: true });
    this.#outage = { error, next, stale };
    this.#retryWhenDue();
    this.#tell({ kind: 'retrying', error, next });
    return error;
  }

  /** Asks again at the end of the pause, whether or not anybody wants a token then. A timer may go off a little early. */
  #retryWhenDue(): void {
    clearTimeout(this.#retry);
    if (this.isUnused) return;
    this.#retry = setTimeout(() => {
      if (this.#backoff.remaining > 0) this.#retryWhenDue();
      else if (this.#outage) inBackground(this.#renewed(this.#outage.stale).catch(() => undefined));
    }, Math.ceil(this.#backoff.remaining));
  }

  #tell(state: TokenState): void {
    for (const { onState } of this.#holders.values()) onState?.(state);
  }

  /** Milliseconds that a token is good for yet, whatever is done to the wall clock meanwhile. */
  #remaining(token: Token): number {
    const { accessToken } = token;
    if (this.#seen?.accessToken !== accessToken) {
      const until = this.#clock.monotonic() + remainingLife(token, this.#clock.wall());
      this.#seen = { accessToken, until };
    }
    return this.#seen.until - this.#clock.monotonic();
  }
}

/** When a token came, in milliseconds since 1970. */
function came(token: Token | undefined): number {
  return token ? token.expiresAt - token.life : Number.NEGATIVE_INFINITY;
}

/** What a flow has brought along may be good where what came of it is not any more: of a server that forgets all else. */
function mayBeginAnew(error: unknown): boolean {
  return error instanceof TelephonyError && error.code === 'INVALID_GRANT';
}

function accessTokenOf({ accessToken }: Token): string {
  return accessToken;
}

function orElse(accessToken: string): (error: unknown) => string {
  return (error) => {
    if (isFinal(error)) throw error;
    return accessToken;
  };
}

/** Nobody has allowed anything yet, or it is over. */
export function consentNeeded(system: string): TelephonyError {
  const message = 'a consent is needed; open the account and authorize it';
  return new TelephonyError('CONSENT_NEEDED', message, { ...tokenOrigin(system), canRetry: false });
}
