import type { NodeAPI } from 'node-red';
import { HttpClient } from '../../runtime/http/client.ts';
import { httpOptionsOf } from '../../runtime/nodes/account-node.ts';
import type { Consent } from '../identity.ts';
import { requestToken } from '../request.ts';
import type { TokenStore } from '../store.ts';
import { tokenOrigin } from '../token-provider.ts';
import type { Authorization } from './authorization.ts';
import type { ConsentApi, UserProfile } from './user-profile.ts';

/**
 * Turns the code with which the user came back into tokens, asks whose they are, and keeps them for the account.
 * @throws TelephonyError when the code is not taken
 */
export async function exchangeCode(
  RED: NodeAPI,
  { server, whoIs }: ConsentApi,
  store: TokenStore,
  authorization: Authorization,
  code: string,
): Promise<Consent> {
  const { tokenUrl, client, redirectUri, scope, account, baseUrl } = authorization;
  const http = new HttpClient(httpOptionsOf(RED, authorization.http));
  try {
    const grant = { kind: 'code', code, redirectUri } as const;
    const token = await requestToken(tokenOrigin(server.system), { http, tokenUrl, client, server }, grant);
    // Nobody refuses a consent only because the API does not tell whose it is.
    const profile = await whoIs(http, baseUrl, token.accessToken).catch((): UserProfile => ({}));
    const consent: Consent = {
      ...profile,
      // Somebody unknown has tokens of their own.
      user: profile.userId ?? `account ${account}`,
      tokenUrl,
      clientId: client.clientId,
      scope,
      ...(token.scope && { granted: token.scope }),
      since: Date.now(),
    };
    await store.keepConsent(account, consent, token);
    return consent;
  } finally {
    http.close();
  }
}
