import type { HttpClient } from '../../runtime/http.ts';
import type { ClientCredentials } from './client.ts';
import { type Consent, digest, storeKey, type TokenIdentity } from './identity.ts';
import { consentNeeded, type TokenSource, tokenSource } from './source.ts';
import type { TokenStore } from './store.ts';

/** An account whose tokens come of a user's consent. */
export interface UserAccount {
  /** Id of the configuration node. */
  readonly id: string;
  readonly system: string;
  readonly tokenUrl: string;
  readonly client: ClientCredentials;
  /** A refresh token that came with the flow. */
  readonly seed?: string;
  readonly http: HttpClient;
  readonly store: TokenStore;
}

/** Whether a consent is for what the account is set up as now. */
export function isFor(consent: Consent, account: Pick<UserAccount, 'tokenUrl' | 'client'>): boolean {
  return consent.tokenUrl === account.tokenUrl && consent.clientId === account.client.clientId;
}

/**
 * The tokens of whoever has consented last, without a redeploy; before that, those that the flow brought along. Accounts
 * of the same user, or with the same refresh token, share them, for a server may take back one when it gives another.
 */
export class UserTokens implements TokenSource {
  readonly #account: UserAccount;
  #source: TokenSource | undefined;
  #key = '';

  constructor(account: UserAccount) {
    this.#account = account;
  }

  async token(signal: AbortSignal): Promise<string> {
    return (await this.#present()).token(signal);
  }

  async renew(stale: string, signal: AbortSignal): Promise<string> {
    return (await this.#present()).renew(stale, signal);
  }

  isNew(token: string): boolean {
    return this.#source?.isNew(token) === true;
  }

  async close(): Promise<void> {
    await this.#source?.close();
  }

  async #present(): Promise<TokenSource> {
    const { store, http, system } = this.#account;
    const identity = await this.#identity();
    const key = storeKey(identity);
    if (this.#source && key === this.#key) return this.#source;
    void this.#source?.close();
    this.#key = key;
    this.#source = tokenSource({ ...identity, system, http, store });
    return this.#source;
  }

  async #identity(): Promise<TokenIdentity & { seed?: string }> {
    const { id, store, tokenUrl, client, seed, system } = this.#account;
    const consent = await store.consent(id);
    if (consent && isFor(consent, this.#account)) return { ...client, ...consent };
    if (!seed) throw consentNeeded(system);
    return { ...client, tokenUrl, user: `seed ${digest(seed)}`, seed };
  }
}
