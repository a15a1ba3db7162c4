import assert from 'node:assert/strict';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../nodes/simulator/server/simulator.ts';

/** A client of Orange that knows the facts on the wire and nothing of the package. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; an empty object when there is none. */
  readonly body: Record<string, unknown>;
}

export const client = { id: 'switchboard-demo', secret: 'demo_secret-1.x' };
export const callback = 'http://127.0.0.1:1880/teaming/callback';
export const basic = (id = client.id, secret = client.secret) =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

export async function ask(method: string, url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init, method });
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json') && text;
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : {} };
}

/** A request to a token endpoint, as the platform wants it. */
export function askToken(
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
  path = '/openidconnect/b2b/v1/token',
): Promise<Answer> {
  const all = { authorization: basic(), accept: 'application/json', ...headers };
  return ask('POST', `${url}${path}`, { headers: all, body: new URLSearchParams(fields) });
}

export const askClientToken = (url: string, headers: Record<string, string> = {}) =>
  askToken(url, { grant_type: 'client_credentials' }, headers, '/oauth/v3/token');

export function authorizeUrl(url: string, changes: Record<string, string | undefined> = {}): string {
  const query = {
    response_type: 'code',
    client_id: client.id,
    redirect_uri: callback,
    scope: 'openid offline_access b2b:teaming:user:callManagement',
    state: 'a state',
    ...changes,
  };
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${url}/openidconnect/b2b/v1/authorize?${new URLSearchParams(given)}`;
}

/** Sends the form of a consent page as a browser would; the answer leads back to the application. */
export function decide(url: string, page: string, decision: string, user: string): Promise<Answer> {
  const [, request = ''] = /name="request" value="([^"]+)"/.exec(page) ?? [];
  const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(page) ?? [];
  return ask('POST', `${url}${action}`, { body: new URLSearchParams({ request, user, decision }) });
}

/** What the address that a browser is sent to tells the application. */
export function told({ status, headers }: Answer): Record<string, string> {
  assert.equal(status, 302);
  const address = new URL(headers.get('location') ?? '');
  assert.equal(`${address.origin}${address.pathname}`, callback);
  return Object.fromEntries(address.searchParams);
}

/** The whole way of a user who accepts; the code. */
export async function codeOf(url: string, user: string, changes: Record<string, string> = {}): Promise<string> {
  const page = await ask('GET', authorizeUrl(url, changes));
  return told(await decide(url, page.text, 'accept', user))['code'] ?? '';
}

export const exchange = (url: string, code: string, headers: Record<string, string> = {}) =>
  askToken(url, { grant_type: 'authorization_code', code, redirect_uri: callback }, headers);

export const refresh = (url: string, token: string, headers: Record<string, string> = {}) =>
  askToken(url, { grant_type: 'refresh_token', refresh_token: token }, headers);

/** An access token of a user who has consented before. */
export async function accessOf(url: string, name: string): Promise<string> {
  const { status, body } = await refresh(url, `sim-refresh-${name}`);
  assert.equal(status, 200);
  return String(body['access_token']);
}

export async function withSimulator(
  options: Omit<SimulatorOptions, 'port'>,
  run: (simulator: Simulator) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ port: 0, ...options });
  try {
    await run(simulator);
  } finally {
    await simulator.stop();
  }
}

/** Does something to the simulator at its own addresses. */
export async function control(url: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await ask(method, `${url}/simulator${path}`, body === undefined ? {} : { body: JSON.stringify(body) });
  assert.ok(answer.status < 300, answer.text);
  return answer;
}

/** Performs an action of the list of faults. */
export const perform = (url: string, action: unknown) => control(url, 'PUT', '/faults', { do: action });
