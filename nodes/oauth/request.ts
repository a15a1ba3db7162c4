import type { Origin } from '../runtime/errors.ts';
import type { HttpClient } from '../runtime/http/client.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { basicHeader, type ClientCredentials } from './client.ts';
import { tokenRefused } from './finality.ts';
import { readToken, type Token } from './token.ts';

/**
 * Where and as whom a token is asked for. This is plain OAuth 2 on our own HTTP. A library was weighed and left out, for
 * these facts bite one: id and secret go into the Basic header as they are, while libraries percent-encode them; gateways
 * answer 406 without `Accept`; a refusal may come back as `description`; the issuer of an id_token is not always the address
 * asked, so tokens that libraries check would be thrown away; simulators speak plain http, which libraries refuse. What is
 * left to do is a form and an answer, and both have to go through the account's proxy and TLS anyway.
 */
export interface TokenRequest {
  readonly http: HttpClient;
  readonly tokenUrl: string;
  readonly client: ClientCredentials;
  readonly server: AuthorizationServer;
}

/** What is handed in for a token. */
export type Grant =
  | { readonly kind: 'client'; readonly scope?: string | undefined }
  | { readonly kind: 'code'; readonly code: string; readonly redirectUri: string }
  | { readonly kind: 'refresh'; readonly refreshToken: string };

/** Milliseconds for one token request. */
const timeout = 10_000;

/**
 * Asks for a token once.
 * @throws TelephonyError whose `cause.canRetry` is false if it is final, with OAuth's own error as its code then:
 *   `INVALID_CLIENT`, `INVALID_GRANT`, …
 */
export async function requestToken(
  origin: Origin,
  { http, tokenUrl, client, server }: TokenRequest,
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
    // Another token is as good as the first.
    idempotent: grant.kind === 'client',
  };
  const response = await http.request(origin, request, timeout, new AbortController().signal);
  const succeeded = response.status >= 200 && response.status < 300;
  const before = grant.kind === 'refresh' ? grant.refreshToken : undefined;
  const token = succeeded ? readToken(response, now(), before) : undefined;
  if (token) return token;
  throw tokenRefused(origin, response, server, [client.clientSecret, secretOf(grant)]);
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
