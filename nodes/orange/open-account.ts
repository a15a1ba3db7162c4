import type { TokenStore } from '../oauth/store.ts';
import type { TokenProvider, TokenState } from '../oauth/token-provider.ts';
import { HttpClient } from '../runtime/http/client.ts';
import type { HttpOptions } from '../runtime/http/routes.ts';
import type { Credentials } from '../runtime/nodes/account-node.ts';
import type { AccountSettings, OrangeConfig } from './account-settings.ts';
import { type ConnectionParts, OrangeConnection } from './connection.ts';
import { gatewayLimiter } from './pacing.ts';

/** What an account of the gateway is opened with, whether by a node, by its checks or by a program. */
export interface GatewayAccount {
  readonly config: OrangeConfig;
  readonly credentials: Credentials;
  readonly http: HttpOptions;
  readonly store: TokenStore;
  /** Told whenever the state of the connection has changed. */
  readonly onState?: ConnectionParts['onState'];
}

/** An account of the gateway that requests can be sent with. */
export interface OpenAccount {
  readonly settings: AccountSettings;
  readonly tokens: TokenProvider;
  readonly http: HttpClient;
  readonly connection: OrangeConnection;
  close(): Promise<void>;
}

/** What the tokens of an account need of it. */
export interface TokenNeeds {
  readonly http: HttpClient;
  readonly store: TokenStore;
  onState(state: TokenState): void;
}

/** Puts an account of the gateway together; the network is left alone until somebody sends something. */
export function openAccount(
  settings: AccountSettings,
  { config, http: options, store, onState }: GatewayAccount,
  tokensWith: (needs: TokenNeeds) => TokenProvider,
): OpenAccount {
  const http = new HttpClient(options);
  // Tokens that others have already may tell at once how they stand.
  let connection: OrangeConnection | undefined;
  let told: TokenState | undefined;
  const tokens = tokensWith({
    http,
    store,
    onState: (state) => {
      told = state;
      connection?.tokensAre(state);
    },
  });
  const limiter = gatewayLimiter(settings.baseUrl, settings.client.clientId, config.requestsPerSecond);
  const opened = new OrangeConnection(settings, { tokens, http, limiter, ...(onState && { onState }) });
  connection = opened;
  if (told) opened.tokensAre(told);
  return { settings, tokens, http, connection: opened, close: () => opened.close() };
}
