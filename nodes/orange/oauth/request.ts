import { type Origin, refused } from '../../runtime/errors.ts';
import type { HttpClient } from '../../runtime/http.ts';
import { readRefusal } from '../refusal.ts';
import { basicHeader, type ClientCredentials } from './client.ts';
import { readToken, type Token } from './token.ts';

/**
 * OAuth 2 as api.orange.com does it, on our own HTTP. A library was weighed and left out, for these facts bite one:
 * id and secret go into the Basic header as they are, while libraries percent-encode them; without `Accept` the gateway
 * answers 406; a refusal comes back as `description`; the issuer of an id_token is not the address asked, so tokens that
 * libraries check would be thrown away; simulators speak plain http, which libraries refuse. What is left to do is a form
 * and an answer, and both have to go through the account's proxy and TLS anyway.
 */
export interface TokenRequest {
  readonly http: HttpClient;
  readonly tokenUrl: string;
  readonly client: ClientCredentials;
}

/** What is handed in for a token. */
export type Grant =
  | { readonly kind: 'client'; readonly scope?: string | undefined }
  | { readonly kind: 'code'; readonly code: string; readonly redirectUri: string }
  | { readonly kind: 'refresh'; readonly refreshToken: string };

/** Milliseconds for one token request. */
const patience = 10_000;

/**
 * Asks for a token once.
 * @throws TelephonyError with OAuth's own error as its code: `INVALID_CLIENT`, `INVALID_GRANT`, …
 */
export async function requestToken(
  origin: Origin,
  { http, tokenUrl, client }: TokenRequest,
  grant: Grant,
  now: () => number = Date.now,
): Promise<Token> {
  const request = {
    method: 'POST',
    url: tokenUrl,
    headers: {
      accept: 'application/json',
      authorization: basicHeader(client),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: formOf(grant).toString(),
  };
  const response = await http.request(origin, request, patience, new AbortController().signal);
  if (response.status < 300) {
    return readToken(origin, response, now(), grant.kind === 'refresh' ? grant.refreshToken : undefined);
  }
  throw refused(origin, response, readRefusal(response, [client.clientSecret, secretOf(grant)]));
}

/** A scope is asked for where a token begins; at its renewal it is known to fail. */
function formOf(grant: Grant): URLSearchParams {
  switch (grant.kind) {
    case 'client':
      return new URLSearchParams({
        grant_type: 'client_credentials',
        ...(grant.scope && { scope: grant.scope }),
      });
    case 'code':
      return new URLSearchParams({
        grant_type: 'authorization_code',
        code: grant.code,
        redirect_uri: grant.redirectUri,
      });
    case 'refresh':
      return new URLSearchParams({ grant_type: 'refresh_token', refresh_token: grant.refreshToken });
  }
}

function secretOf(grant: Grant): string | undefined {
  if (grant.kind === 'code') return grant.code;
  return grant.kind === 'refresh' ? grant.refreshToken : undefined;
}
