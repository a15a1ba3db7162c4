import { type Origin, refused, TelephonyError } from '../../runtime/errors.ts';
import { urlIn } from '../../runtime/http/url.ts';
import { isWebPage } from '../../runtime/http/web-page.ts';
import type { WireResponse } from '../../runtime/operation/connection.ts';
import { isObject, type Json, objectIn, textOf } from '../../schema/json.ts';
import { readScalar } from '../../schema/scalars.ts';
import { chooseAddress, encrypted } from './addresses.ts';
import { isFrontRefusing, readServerError, refusesCredentials } from './server-error.ts';
import type { ServerSettings } from './settings.ts';
import type { Transport, Visit } from './transport.ts';

/** The server knows who we are; a session can be opened. */
export interface LoginToken extends Visit {
  readonly sessionsUrl: string;
}

/** An open session. */
export interface Session extends LoginToken {
  /** What the paths of the reference stand below. */
  readonly baseUrl: string;
  /** Names that the server has for itself, and the typed one. */
  readonly hosts: readonly string[];
  readonly admin: boolean;
  /** Milliseconds without a request after which the server ends it. */
  readonly timeToLive: number;
}

/** Whose errors those of the log-in are. */
export const loginOrigin: Origin = { system: 'opentouch', operation: 'login' };

const usualTimeToLive = 1800;
/** Seconds; timers take no more than 24 days. */
const longestTimeToLive = 14 * 24 * 3600;

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
): Promise<LoginToken> {
  const visit = await transport.visit(typed);
  const { url, discovery } = await authenticationUrl(transport, settings, visit, signal);
  const authorization = `Basic ${Buffer.from(`${settings.login}:${settings.password}`, 'utf8').toString('base64')}`;
  const headers = { accept: 'application/json', authorization };
  const response = await transport.request(loginOrigin, visit, { method: 'GET', url, headers }, signal);
  if (isFrontRefusing(discovery, response)) {
    const message =
      'something in front of the server asks for a password of its own; let the API pass there without one';
    throw new TelephonyError('UNAUTHORIZED', message, { ...loginOrigin, status: response.status, canRetry: true });
  }
  if (refusesCredentials(response)) {
    const message = 'the server refuses login or password; correct them and deploy';
    const cause = { ...loginOrigin, ...readServerError(response), status: response.status, canRetry: false };
    throw new TelephonyError('UNAUTHORIZED', message, cause);
  }
  const body = answerOf(response);
  const handed = { public: textOf(body['publicUrl']), private: textOf(body['internalUrl']) };
  const sessionsUrl = encrypted(
    chooseAddress(handed, settings.addressMode, typed) ?? `${typed}/api/rest/1.0/sessions`,
    typed,
  );
  keepCredential(visit, textOf(body['credential']), sessionsUrl);
  return { ...visit, sessionsUrl };
}

async function authenticationUrl(
  transport: Transport,
  settings: ServerSettings,
  visit: Visit,
  signal: AbortSignal,
): Promise<{ readonly url: string; readonly discovery: WireResponse }> {
  const url = `${visit.typed}/api/rest`;
  const headers = { accept: 'application/json' };
  const response = await transport.request(loginOrigin, visit, { method: 'GET', url, headers }, signal);
  // Older servers know no discovery; the address of the authentication is known without it.
  if (response.status >= 500) throw refusalOf(response);
  const version = objectsIn(objectIn(response.body)['versions']).find((entry) => textOf(entry['id']) === '1.0');
  const handed = { public: textOf(version?.['publicUrl']), private: textOf(version?.['internalUrl']) };
  const chosen = chooseAddress(handed, settings.addressMode, visit.typed) ?? `${url}/authenticate?version=1.0`;
  const nosso = settings.authentication === 'nosso';
  return { url: nosso ? chosen.replace(/\/authenticate(?=\?|$)/, '/authenticatenosso') : chosen, discovery: response };
}

/**
 * The value of the cookie also comes in the body; some servers send it only there.
 * @throws TelephonyError `BAD_ANSWER` when there is neither: whoever answered was no OpenTouch server
 */
function keepCredential({ jar }: Visit, credential: string | undefined, url: string): void {
  if (jar.has('AlcUserId', url)) return;
  if (!credential) {
    const message = 'the answer holds no credential; is the address that of an OpenTouch server?';
    throw new TelephonyError('BAD_ANSWER', message, { ...loginOrigin, canRetry: true });
  }
  jar.add('AlcUserId', credential, url);
}

/**
 * Opens the session that the settings ask for. Chapter "Session management".
 * @throws TelephonyError when the server refuses it
 */
export async function openSession(
  transport: Transport,
  settings: ServerSettings,
  token: LoginToken,
  signal: AbortSignal,
): Promise<Session> {
  const { applicationName, supervised } = settings;
  const body = JSON.stringify({ applicationName, ...(supervised && { supervisedAccount: supervised }) });
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const request = { method: 'POST', url: token.sessionsUrl, headers, body };
  const response = await transport.request(loginOrigin, token, request, signal);
  return sessionIn(response, settings, token);
}

/**
 * The session that an answer to `POST /sessions` describes.
 * @throws TelephonyError when the server refuses it; `BAD_ANSWER` when what came describes none
 */
export function sessionIn(response: WireResponse, settings: ServerSettings, token: LoginToken): Session {
  const body = answerOf(response);
  if (Object.keys(body).length === 0) throw noServer(response);
  const handed = { public: textOf(body['publicBaseUrl']), private: textOf(body['privateBaseUrl']) };
  const chosen = encrypted(chooseAddress(handed, settings.addressMode, token.typed) ?? baseOf(token), token.typed);
  const seconds = Number(body['timeToLive']);
  return {
    ...token,
    baseUrl: chosen.replace(/\/+$/, ''),
    hosts: [token.typed, ...Object.values(handed)].flatMap((url) => {
      const hostname = url && urlIn(url, token.typed)?.hostname;
      return hostname ? [hostname] : [];
    }),
    admin: readScalar('boolean', body['admin']) === true,
    timeToLive: (seconds > 0 ? Math.min(seconds, longestTimeToLive) : usualTimeToLive) * 1000,
  };
}

/** Whether a server of the API is at an address, and well. Never rejects. */
export async function isThere(
  transport: Transport,
  typed: string,
  signal: AbortSignal,
  timeout: number,
): Promise<boolean> {
  try {
    const request = { method: 'GET', url: `${typed}/api/rest`, headers: { accept: 'application/json' } };
    const response = await transport.request(loginOrigin, await transport.visit(typed), request, signal, timeout);
    return response.status < 500 && !isWebPage(response);
  } catch {
    return false;
  }
}

/** What the API's paths stand below, as long as no session tells. */
export function baseOf({ sessionsUrl }: LoginToken): string {
  return sessionsUrl.replace(/\/sessions\/?(?:\?.*)?$/, '');
}

/** The object that a step of the log-in answers with. */
function answerOf(response: WireResponse): Json {
  if (response.status >= 300) throw refusalOf(response);
  const body = objectIn(response.body);
  if (!isWebPage(response) && (Object.keys(body).length > 0 || response.body.length === 0)) return body;
  throw noServer(response);
}

function noServer({ status }: WireResponse): TelephonyError {
  const message = 'the answer is not that of an OpenTouch server; is the address right?';
  return new TelephonyError('BAD_ANSWER', message, { ...loginOrigin, status, canRetry: true });
}

/** What is not the server's own word about the credentials passes, whoever said it. */
function refusalOf(response: WireResponse): TelephonyError {
  const { type, ...error } = readServerError(response);
  const own = { ...error, ...(type && { type }), canRetry: true };
  return refused(loginOrigin, response, type ? own : { ...own, type: `HTTP_${response.status}` });
}

/** The objects of a list; one that stands alone is a list of one. */
function objectsIn(value: unknown): readonly Json[] {
  return [value].flat().filter(isObject);
}
