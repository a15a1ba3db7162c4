import type { WireResponse } from '../runtime/connection.ts';
import { type Origin, refused, TelephonyError } from '../runtime/errors.ts';
import { isTrue, type Json, objectIn, textOf } from '../runtime/json.ts';
import { chooseAddress } from './addresses.ts';
import { readRefusal } from './refusal.ts';
import type { ServerSettings } from './settings.ts';
import type { Transport, Visit } from './transport.ts';

/** The server knows who we are; a session can be opened. */
export interface Token extends Visit {
  readonly sessionsUrl: string;
}

/** An open session. */
export interface Session extends Token {
  /** What the paths of the reference stand below. */
  readonly baseUrl: string;
  /** Names that the server has for itself, and the typed one. */
  readonly hosts: readonly string[];
  readonly admin: boolean;
  /** Milliseconds without a request after which the server ends it. */
  readonly timeToLive: number;
}

export const loginOrigin: Origin = { system: 'opentouch', operation: 'login' };

const usualTimeToLive = 1800;

/**
 * Discovers the API and authenticates once, by preemptive Basic authentication; a redirect to a login page is followed
 * with the credentials as long as it stays on the host. Chapter "Authentication mechanism".
 * @throws TelephonyError `UNAUTHORIZED` when the credentials are refused: do not try again, accounts lock
 */
export async function authenticate(
  transport: Transport,
  settings: ServerSettings,
  typed: string,
  signal: AbortSignal,
): Promise<Token> {
  const visit = await transport.visit(typed);
  const url = await authenticationUrl(transport, settings, visit, signal);
  const authorization = `Basic ${Buffer.from(`${settings.login}:${settings.password}`, 'utf8').toString('base64')}`;
  const headers = { accept: 'application/json', authorization };
  const response = await transport.request(loginOrigin, visit, { method: 'GET', url, headers }, signal);
  if (response.status === 401 || response.status === 403) {
    const message = 'login: the server refuses login or password; correct them and deploy';
    const cause = { ...loginOrigin, ...readRefusal(response), status: response.status, canRetry: false };
    throw new TelephonyError('UNAUTHORIZED', message, cause);
  }
  succeeded(response);
  const body = objectIn(response.body);
  const handed = { public: textOf(body['publicUrl']), private: textOf(body['internalUrl']) };
  const sessionsUrl = chooseAddress(handed, settings.addressMode, typed) ?? `${typed}/api/rest/1.0/sessions`;
  await keepCredential(visit, textOf(body['credential']), sessionsUrl);
  return { ...visit, sessionsUrl };
}

async function authenticationUrl(
  transport: Transport,
  settings: ServerSettings,
  visit: Visit,
  signal: AbortSignal,
): Promise<string> {
  const url = `${visit.typed}/api/rest`;
  const headers = { accept: 'application/json' };
  const response = await transport.request(loginOrigin, visit, { method: 'GET', url, headers }, signal);
  if (response.status >= 500) succeeded(response);
  const { versions } = objectIn(response.body);
  const version = (Array.isArray(versions) ? (versions as Json[]) : []).find((entry) => entry['id'] === '1.0');
  const handed = { public: textOf(version?.['publicUrl']), private: textOf(version?.['internalUrl']) };
  const chosen = chooseAddress(handed, settings.addressMode, visit.typed) ?? `${url}/authenticate?version=1.0`;
  return settings.authentication === 'nosso' ? chosen.replace(/\/authenticate(?=\?|$)/, '/authenticatenosso') : chosen;
}

/**
 * The value of the cookie also comes in the body; some servers send it only there.
 * @throws TelephonyError `BAD_ANSWER` when there is neither: whoever answered was no OpenTouch server
 */
async function keepCredential({ jar }: Visit, credential: string | undefined, url: string): Promise<void> {
  const known = (await jar.getCookies(url)).some(({ key }) => key === 'AlcUserId');
  if (known) return;
  if (!credential) {
    const message = 'login: the answer holds no credential; is the address that of an OpenTouch server?';
    throw new TelephonyError('BAD_ANSWER', message, { ...loginOrigin, canRetry: false });
  }
  const { Cookie } = await import('tough-cookie');
  await jar.setCookie(new Cookie({ key: 'AlcUserId', value: credential, path: '/' }), url, { ignoreError: true });
}

/**
 * Opens the session that the settings ask for. Chapter "Session management".
 * @throws TelephonyError when the server refuses it
 */
export async function openSession(
  transport: Transport,
  settings: ServerSettings,
  token: Token,
  signal: AbortSignal,
): Promise<Session> {
  const { applicationName, supervised } = settings;
  const body = JSON.stringify({ applicationName, ...(supervised && { supervisedAccount: supervised }) });
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const request = { method: 'POST', url: token.sessionsUrl, headers, body };
  const response = await transport.request(loginOrigin, token, request, signal);
  succeeded(response);
  return sessionIn(response, settings, token);
}

/** The session that an answer to `POST /sessions` describes. */
export function sessionIn(response: WireResponse, settings: ServerSettings, token: Token): Session {
  const body = objectIn(response.body);
  const handed = { public: textOf(body['publicBaseUrl']), private: textOf(body['privateBaseUrl']) };
  const chosen = chooseAddress(handed, settings.addressMode, token.typed) ?? baseOf(token);
  const seconds = Number(body['timeToLive']);
  return {
    ...token,
    baseUrl: chosen.replace(/\/+$/, ''),
    hosts: [token.typed, ...Object.values(handed)].flatMap((url) => (url ? [new URL(url, token.typed).hostname] : [])),
    admin: isTrue(body['admin']),
    timeToLive: (seconds > 0 ? seconds : usualTimeToLive) * 1000,
  };
}

/** What the API's paths stand below, as long as no session tells. */
export function baseOf({ sessionsUrl }: Token): string {
  return sessionsUrl.replace(/\/sessions\/?(?:\?.*)?$/, '');
}

function succeeded(response: WireResponse): void {
  if (response.status >= 300) throw refused(loginOrigin, response, readRefusal(response));
}
