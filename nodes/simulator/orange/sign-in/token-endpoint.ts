import { createHash, createHmac } from 'node:crypto';
import { type Incoming, json, type Reply } from '../../server/system.ts';
import { codes, gatewayErrorReply, OrangeRefusal, stamped } from '../gateway/errors.ts';
import type { Quota } from '../gateway/quotas.ts';
import type { GatewaySettings } from '../options.ts';
import { credentialsIn, type OrangeClient } from './clients.ts';
import type { Code, IssuedGrant, Realm, Tokens } from './tokens.ts';

/** What a token endpoint does not carry out. Its answers have the shape of OAuth, not the gateway's. */
export class OAuthRefusal extends Error {
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, description: string) {
    super(description);
    this.status = status;
    this.error = error;
  }
}

/** An answer in OAuth's form. */
export function oauthReply(status: number, error: string, description: string): Reply {
  const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };
  return stamped(json(status, { error, error_description: description }, noStore));
}

/** What the token endpoint works with. */
export interface TokenParts {
  readonly settings: () => GatewaySettings;
  readonly clients: readonly OrangeClient[];
  readonly tokens: Tokens;
  readonly perMinute: Quota;
  readonly perHour: Quota;
}

const invalidClient = (code: number) => new OAuthRefusal(401, 'invalid_client', codes[code]?.description ?? '');
const form = 'application/x-www-form-urlencoded';
const grants: Readonly<Record<Realm, readonly string[]>> = {
  b2b: ['authorization_code', 'refresh_token'],
  v3: ['client_credentials'],
};

/** Answers a token request to one of the surfaces. */
export function tokenAnswer(realm: Realm, incoming: Incoming, parts: TokenParts): Reply {
  try {
    const client = admitted(incoming, parts);
    const fields = fieldsOf(incoming);
    const grantType = required(fields, 'grant_type');
    if (!grants[realm].includes(grantType)) {
      throw new OAuthRefusal(400, 'unsupported_grant_type', `${grantType} is not possible here`);
    }
    const answer = { client_credentials: ownToken, authorization_code: exchange, refresh_token: renew }[grantType];
    const body = answer?.({ realm, client, fields, parts });
    return stamped(json(200, body, { 'cache-control': 'no-store', pragma: 'no-cache' }));
  } catch (error) {
    return error instanceof OAuthRefusal
      ? oauthReply(error.status, error.error, error.message)
      : gatewayErrorReply(error);
  }
}

interface Asked {
  readonly realm: Realm;
  readonly client: OrangeClient;
  readonly fields: URLSearchParams;
  readonly parts: TokenParts;
}

/** Who is asking: only Basic, only as it stands. Failed attempts count, too. */
function admitted({ method, headers }: Incoming, { settings, clients, perMinute, perHour }: TokenParts): OrangeClient {
  if (method !== 'POST') throw new OrangeRefusal(61, undefined, { headers: { allow: 'POST' } });
  const { requireAccept, tokenRequestsPerMinute, tokenRequestsPerHour } = settings();
  if (requireAccept && !acceptsJson(headers.accept)) throw new OrangeRefusal(62);
  if (!headers['content-type']?.startsWith(form)) {
    throw new OAuthRefusal(415, 'invalid_request', 'The URI does not support the requested content type');
  }
  const given = credentialsIn(headers.authorization);
  if (!given) throw invalidClient(40);
  const allowed = perMinute.take(given.id, tokenRequestsPerMinute) && perHour.take(given.id, tokenRequestsPerHour);
  if (!allowed) throw new OrangeRefusal(53, undefined, { status: 429 });
  const client = clients.find(({ id, secret }) => id === given.id && secret === given.secret);
  if (!client) throw invalidClient(41);
  return client;
}

/** Whether a request takes JSON for an answer, as the gateway demands. */
export function acceptsJson(accept: string | undefined): boolean {
  return accept !== undefined && /\*\/\*|application\/(\*|json)/.test(accept);
}

function fieldsOf({ body }: Incoming): URLSearchParams {
  return new URLSearchParams(body.toString('utf8'));
}

function required(fields: URLSearchParams, name: string): string {
  const value = fields.get(name);
  if (!value) throw new OAuthRefusal(400, 'invalid_request', `Missing ${name} in body`);
  return value;
}

function ownToken({ realm, client, fields, parts }: Asked) {
  const scopes = (fields.get('scope') ?? '').split(/\s+/).filter(Boolean);
  return answered({ realm, clientId: client.id, scopes }, parts);
}

function exchange({ client, fields, parts }: Asked) {
  const code = parts.tokens.takeCode(required(fields, 'code'));
  const redirectUri = required(fields, 'redirect_uri');
  if (!code || code.grant.clientId !== client.id || code.redirectUri !== redirectUri || !proven(code, fields)) {
    throw new OAuthRefusal(400, 'invalid_grant', 'The code is not good for this application and address, or no longer');
  }
  const { offlineAccess } = parts.settings();
  const keeps = !offlineAccess || code.grant.scopes.includes('offline_access');
  return {
    ...answered(code.grant, parts),
    ...(keeps && { refresh_token: parts.tokens.issueRefresh(code.grant) }),
    ...(code.grant.scopes.includes('openid') && { id_token: idToken(code, client) }),
  };
}

function proven({ challenge }: Code, fields: URLSearchParams): boolean {
  if (!challenge) return true;
  const verifier = fields.get('code_verifier') ?? '';
  const shown = challenge.hashed ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  return shown === challenge.value;
}

function renew({ realm, client, fields, parts }: Asked) {
  const { tokens } = parts;
  const { scopeOnRefresh, refreshToken } = parts.settings();
  const value = required(fields, 'refresh_token');
  const grant = tokens.findRefresh(value);
  if (!grant || grant.clientId !== client.id || grant.realm !== realm) {
    throw new OAuthRefusal(400, 'invalid_grant', 'The refresh token is not good for this application, or no longer');
  }
  if (fields.has('scope') && scopeOnRefresh === 'refuse') {
    throw new OAuthRefusal(400, 'invalid_scope', 'A refresh has no scope');
  }
  const answer = answered(grant, parts);
  if (refreshToken === 'omit') return answer;
  if (refreshToken === 'repeat') return { ...answer, refresh_token: value };
  tokens.forgetRefresh(value);
  return { ...answer, refresh_token: tokens.issueRefresh(grant) };
}

function answered(grant: IssuedGrant, { tokens, settings }: TokenParts) {
  const { tokenLife, expiresIn } = settings();
  const { value } = tokens.issue(grant, tokenLife);
  return {
    token_type: 'Bearer',
    access_token: value,
    expires_in: expiresIn === 'string' ? String(tokenLife) : tokenLife,
    ...(grant.scopes.length > 0 && { scope: grant.scopes.join(' ') }),
  };
}

/** Its issuer is not where the client got it from, as with the real ones. */
function idToken({ grant, nonce }: Code, client: OrangeClient): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://openid.orange.example/', sub: grant.userId, aud: client.id, iat: now, exp: now + 600 };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, ...(nonce && { nonce }) })}`;
  return `${signed}.${createHmac('sha256', client.secret).update(signed).digest('base64url')}`;
}
