import { setTimeout as delay } from 'node:timers/promises';
import { abortable } from '../../runtime/abortable.ts';
import { Backoff } from '../../runtime/backoff.ts';
import { type Origin, TelephonyError } from '../../runtime/errors.ts';
import type { HttpClient } from '../../runtime/http.ts';
import { digest, storeKey, type TokenIdentity } from './identity.ts';
import { type Grant, requestToken } from './request.ts';
import type { TokenStore } from './store.ts';
import { isFresh, type Token } from './token.ts';

export interface TokenSourceOptions extends TokenIdentity {
  /** System in whose name errors are made. */
  readonly system: string;
  readonly http: HttpClient;
  readonly store: TokenStore;
  /** A refresh token to begin with where the store knows nothing. */
  readonly seed?: string;
}

/** Gives access tokens, and asks for as few as it can. */
export interface TokenSource {
  /**
   * A token that is good for some time yet.
   * @throws TelephonyError when none is to be had; after a final refusal without asking again
   */
  token(signal: AbortSignal): Promise<string>;
  /** Another token than one that was refused as out of date. Those who ask at the same time share one request. */
  renew(stale: string, signal: AbortSignal): Promise<string>;
  /** Whether a token was asked for since somebody was deployed last, and not kept from before. */
  isNew(token: string): boolean;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** Requests for a token in a row, when the server asks for patience. */
const attempts = 3;

/** All sources of this process that somebody holds. */
const shared = new Map<string, SharedToken>();

/** A source of tokens, the same one for all who ask with the same identity. To be closed by each of them. */
export function tokenSource(options: TokenSourceOptions): TokenSource {
  const { http } = options;
  const name = digest(storeKey(options), options.clientSecret, options.seed);
  const source = shared.get(name) ?? new SharedToken(options);
  shared.set(name, source);
  source.begin(http);
  const origin = originIn(options.system);
  return {
    token: (signal) => abortable(source.token(), signal, origin),
    renew: (stale, signal) => abortable(source.renew(stale), signal, origin),
    isNew: (token) => source.isNew(token),
    async close() {
      source.holders.delete(http);
      await source.settled();
      if (source.holders.size === 0 && shared.get(name) === source) shared.delete(name);
    },
  };
}

export function originIn(system: string): Origin {
  return { system, operation: 'token' };
}

class SharedToken {
  /** Ways to the server; a renewal takes the newest. */
  readonly holders = new Set<HttpClient>();
  readonly #options: TokenSourceOptions;
  readonly #key: string;
  readonly #backoff = new Backoff();
  #renewal: Promise<Token> | undefined;
  /** The token that was asked for last. */
  #newest: string | undefined;
  /** What was refused for good, by what had been handed in. */
  readonly #refusals = new Map<string, TelephonyError>();
  /** Why the server is left alone at present. */
  #pause: TelephonyError | undefined;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
    this.#key = storeKey(options);
  }

  /** Whoever begins has been deployed just now, and what was refused before may be mended. */
  begin(http: HttpClient): void {
    this.holders.add(http);
    this.#refusals.clear();
    this.#newest = undefined;
  }

  async token(): Promise<string> {
    const { store } = this.#options;
    const present = await store.token(this.#key);
    if (present && isFresh(present, Date.now())) return present.accessToken;
    try {
      return (await this.#renewed(present?.accessToken)).accessToken;
    } catch (error) {
      // Its last minute is as good as any other.
      const passing = error instanceof TelephonyError && error.cause.canRetry;
      if (passing && present && Date.now() < present.expiresAt) return present.accessToken;
      throw error;
    }
  }

  async renew(stale: string): Promise<string> {
    return (await this.#renewed(stale)).accessToken;
  }

  isNew(token: string): boolean {
    return token === this.#newest;
  }

  async settled(): Promise<void> {
    await this.#renewal?.catch(() => undefined);
  }

  /** One request however many ask; it is not given up with any of them, for its answer may be the only one. */
  #renewed(stale: string | undefined): Promise<Token> {
    this.#renewal ??= this.#exchange(stale).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #exchange(stale: string | undefined): Promise<Token> {
    const { store } = this.#options;
    const present = await store.token(this.#key);
    if (present && present.accessToken !== stale && isFresh(present, Date.now())) return present;
    const token = await this.#tried(this.#grant(present)).catch((error: unknown) => {
      const seed = this.#seedInstead(error, present);
      if (seed) return this.#tried(seed);
      throw error;
    });
    // First kept, then used: the server may already have forgotten the refresh token that it took in exchange.
    await store.keepToken(this.#key, token);
    this.#newest = token.accessToken;
    return token;
  }

  #grant(present: Token | undefined): Grant {
    const { user, scope, seed, system } = this.#options;
    if (user === undefined) return { kind: 'client', scope };
    const refreshToken = present?.refreshToken ?? seed;
    if (!refreshToken) throw consentNeeded(system);
    return { kind: 'refresh', refreshToken };
  }

  /** What a flow has brought along may be good again where what came of it is not: of a simulator that was restarted. */
  #seedInstead(error: unknown, present: Token | undefined): Grant | undefined {
    const { seed } = this.#options;
    const over = error instanceof TelephonyError && error.code === 'INVALID_GRANT';
    return over && seed && present?.refreshToken !== seed ? { kind: 'refresh', refreshToken: seed } : undefined;
  }

  /** Asks for a token, unless it is known what the answer would be. */
  async #tried(grant: Grant): Promise<Token> {
    const name = digest(JSON.stringify(grant));
    const refusal = this.#refusals.get(name);
    if (refusal) throw refusal;
    if (this.#pause && this.#backoff.left > 0) throw this.#pause;
    try {
      return await this.#ask(grant);
    } catch (error) {
      if (error instanceof TelephonyError && isFinal(error)) this.#refusals.set(name, error);
      throw error;
    }
  }

  async #ask(grant: Grant): Promise<Token> {
    const { clientId, clientSecret, tokenUrl, system } = this.#options;
    const origin = originIn(system);
    for (let attempt = 1; ; attempt += 1) {
      const http = [...this.holders].at(-1) ?? this.#options.http;
      try {
        const token = await requestToken(origin, { http, tokenUrl, client: { clientId, clientSecret } }, grant);
        this.#pause = undefined;
        this.#backoff.relax();
        return token;
      } catch (error) {
        if (!(error instanceof TelephonyError) || !error.cause.status || !error.cause.canRetry) throw error;
        this.#pause = error;
        this.#backoff.pause();
        if (attempt === attempts || this.holders.size === 0) throw error;
        await delay(this.#backoff.left);
      }
    }
  }
}

/** The server has understood, and its answer would be the same next time. */
function isFinal({ cause }: TelephonyError): boolean {
  return cause.status !== undefined && cause.status >= 400 && !cause.canRetry;
}

/** Nobody has allowed anything yet, or it is over. */
export function consentNeeded(system: string): TelephonyError {
  const message = 'token: a consent is needed; open the account and authorize it';
  return new TelephonyError('CONSENT_NEEDED', message, { ...originIn(system), canRetry: false });
}
