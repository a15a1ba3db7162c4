import type { NodeAPI } from 'node-red';
import { teaming } from '../../catalogue/teaming/index.ts';
import { httpOptionsOf } from '../../runtime/account-node.ts';
import { HttpClient } from '../../runtime/http.ts';
import { objectIn, textOf } from '../../runtime/json.ts';
import type { Consent } from '../oauth/identity.ts';
import { requestToken } from '../oauth/request.ts';
import { originIn } from '../oauth/source.ts';
import type { TokenStore } from '../oauth/store.ts';
import type { Token } from '../oauth/token.ts';
import type { Start } from './start.ts';

/** Milliseconds that the API may take to say who the user is. */
const patience = 10_000;

/**
 * Turns the code with which the user came back into tokens, asks whose they are, and keeps them for the account.
 * @throws TelephonyError when the code is not taken
 */
export async function finish(RED: NodeAPI, store: TokenStore, start: Start, code: string): Promise<Consent> {
  const { tokenUrl, client, redirectUri, scope, account } = start;
  const http = new HttpClient(httpOptionsOf(RED, start.http));
  try {
    const grant = { kind: 'code', code, redirectUri } as const;
    const token = await requestToken(originIn(teaming.name), { http, tokenUrl, client }, grant);
    const profile = await whoIs(http, start, token);
    const consent: Consent = {
      // Somebody unknown has tokens of their own.
      user: profile.userId ?? `account ${account}`,
      ...profile,
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

/** The profile of whoever has consented; nothing if the API does not tell, which is no reason to refuse the consent. */
async function whoIs(
  http: HttpClient,
  { baseUrl }: Start,
  token: Token,
): Promise<Pick<Consent, 'userId' | 'name' | 'number'>> {
  const { path } = profileOperation;
  const headers = { accept: 'application/json', authorization: `Bearer ${token.accessToken}` };
  const request = { method: 'GET', url: `${baseUrl}${path}`, headers };
  try {
    const response = await http.request(originIn(teaming.name), request, patience, new AbortController().signal);
    const profile = response.status === 200 ? objectIn(response.body) : {};
    const userId = textOf(profile['userId']);
    const name = [textOf(profile['firstName']), textOf(profile['lastName'])].filter(Boolean).join(' ');
    const number = textOf(profile['didNumber']) ?? textOf(profile['shortNumber']);
    return { ...(userId && { userId }), ...(name && { name }), ...(number && { number }) };
  } catch {
    return {};
  }
}

const profileOperation = teaming.domains[0].operations['teaming-get-my-profile'];
