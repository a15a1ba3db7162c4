import { inBackground } from '../runtime/background.ts';
import type { HttpClient } from '../runtime/http/client.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import type { ClientCredentials } from './client.ts';
import { type Consent, digest, storeKey, type TokenIdentity } from './identity.ts';
import type { TokenStore } from './store.ts';
import { consentNeeded, type TokenProvider, type TokenState, tokenProvider } from './token-provider.ts';

/** An account whose tokens come of a user's consent. */
export interface UserAccount {
  /** Id of the configuration node. */
  readonly id: string;
  readonly server: AuthorizationServer;
  readonly tokenUrl: string;
  readonly client: ClientCredentials;
  /** A refresh token that came with the flow. */
  readonly seed?: string;
  readonly http: HttpClient;
  readonly store: TokenStore;
  /** Told whenever it changes how things stand with the tokens. */
  readonly onState?: (state: TokenState) => void;
}

/** Whether a consent is for what the account is set up as now. */
export function isFor(consent: Consent, account: Pick<UserAccount, 'tokenUrl' | 'client'>): boolean {
  return consent.tokenUrl === account.tokenUrl && consent.clientId === account.client.clientId;
}

/**
 * The tokens of whoever has consented last, without a redeploy; before that, those that the flow brought along. Accounts
 * of the same user, or with the same refresh token, share them, for a server may take back one when it gives another.
 */
export class UserTokens implements TokenProvider {
  readonly #account: UserAccount;
  #provider: TokenProvider | undefined;
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

  resume(): void {
    this.#provider?.resume();
  }

  async close(): Promise<void> {
    await this.#provider?.close();
  }

  async #present(): Promise<TokenProvider> {
    const { store, http, server, onState } = this.#account;
    const identity = await this.#identity();
    const key = storeKey(identity);
    if (this.#provider && key === this.#key) return this.#provider;
    if (this.#provider) inBackground(this.#provider.close());
    this.#key = key;
    this.#provider = tokenProvider({ ...identity, server, http, store, ...(onState && { onState }) });
    return this.#provider;
  }

  async #identity(): Promise<TokenIdentity & { seed?: string }> {
    const { id, store, tokenUrl, client, seed, server } = this.#account;
    const consent = await store.consent(id);
    if (consent && isFor(consent, this.#account)) return { ...client, ...consent };
    if (!seed) throw consentNeeded(server.system);
    return { ...client, tokenUrl, user: `seed ${digest(seed)}`, seed };
  }
}
