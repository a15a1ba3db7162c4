import type { NodeAPI } from 'node-red';
import { webAddress } from '../../runtime/inbound/reach.ts';
import type { HttpConfig } from '../../runtime/nodes/account-node.ts';
import { type ClientCredentials, clientFrom } from '../client.ts';

/** What a flow stores of an account whose users can give consent. */
export interface ConsentConfig extends HttpConfig {
  readonly baseUrl?: string;
  readonly tokenUrl?: string;
  readonly authorizeUrl?: string;
  readonly scopes?: readonly string[] | string;
}

/** What an open dialog sends to begin a consent: the account as it stands there, deployed or not. */
export interface ConsentRequest {
  readonly account: string;
  /** Where the user shall come back to; as the browser sees this Node-RED, which may stand behind a proxy. */
  readonly redirectUri: string;
  readonly config: ConsentConfig;
  /** What was typed just now; what is absent is taken from what is stored. */
  readonly credentials: Readonly<Record<string, string>>;
}

/** A consent that may begin, with everything that is needed when the user comes back. */
export interface Authorization {
  readonly account: string;
  readonly redirectUri: string;
  readonly client: ClientCredentials;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly baseUrl: string;
  readonly scope: string;
  readonly http: HttpConfig;
}

/** Path of the callback below the root of Node-RED's admin side. */
export const callbackPath = '/telephony/oauth/callback';

const blank = '__PWRD__';

/** Reads what the dialog sent, with what Node-RED has stored. What is wrong is the key of a message, and its value. */
export function authorizationFrom(
  RED: NodeAPI,
  body: unknown,
  origin: string | undefined,
): Authorization | readonly [string, string?] {
  const { account, redirectUri, config, credentials } = requestIn(body);
  if (!isCallback(redirectUri, origin)) return ['consent.errorCallback'];
  const node = RED.nodes.getNode(account);
  const value = (text: unknown): string => resolved(RED, node, typeof text === 'string' ? text.trim() : '');
  const client = clientFrom(everyValue({ ...storedOf(RED, account), ...typed(credentials) }, value));
  if (!client) return ['consent.errorClient'];
  const addresses = ['authorizeUrl', 'tokenUrl', 'baseUrl'] as const;
  const wrong = addresses.find((name) => !webAddress(value(config[name])));
  if (wrong) return ['consent.errorAddress', wrong];
  return {
    account,
    redirectUri,
    client,
    authorizeUrl: value(config.authorizeUrl),
    tokenUrl: value(config.tokenUrl),
    baseUrl: value(config.baseUrl).replace(/\/+$/, ''),
    scope: scopeOf(config),
    http: { tls: String(config.tls ?? ''), proxy: String(config.proxy ?? '') },
  };
}

/** Where the user is sent. Blanks as `%20`: not every server takes a plus for one. */
export function authorizeUrlOf({ authorizeUrl, client, scope, redirectUri }: Authorization, state: string): string {
  const url = new URL(authorizeUrl);
  const parameters = {
    response_type: 'code',
    client_id: client.clientId,
    scope,
    redirect_uri: redirectUri,
    state,
  };
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${url.href}${url.search ? '&' : '?'}${query.join('&')}`;
}

/** The chosen scopes, separated by blanks. */
export function scopeOf({ scopes = [] }: Pick<ConsentConfig, 'scopes'>): string {
  return (typeof scopes === 'string' ? scopes.split(/[\s,]+/) : scopes).filter(Boolean).join(' ');
}

/** An address of ours, as far as the browser that asks is on ours, too: others are kept out by their origin. */
function isCallback(address: string, origin: string | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, pathname, search, hash, username, origin: own } = new URL(address);
  const plain = !search && !hash && !username && /^https?:$/.test(protocol);
  return plain && pathname.endsWith(callbackPath) && (origin === undefined || origin === own);
}

function requestIn(body: unknown): ConsentRequest {
  const { account, redirectUri, config, credentials } = (body ?? {}) as Partial<ConsentRequest>;
  return {
    account: String(account ?? ''),
    redirectUri: String(redirectUri ?? ''),
    config: { ...config } as ConsentConfig,
    credentials: { ...credentials },
  };
}

/** What is stored, with the secrets that the editor never sees. */
function storedOf(RED: NodeAPI, account: string): Record<string, unknown> {
  return { ...(RED.nodes.getCredentials(account) as Record<string, unknown> | undefined) };
}

function typed(credentials: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== blank));
}

function everyValue(values: Record<string, unknown>, value: (text: unknown) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, value(text)]));
}

/** A text with its environment variables filled in, as Node-RED does at the start of a flow. */
function resolved(RED: NodeAPI, node: ReturnType<NodeAPI['nodes']['getNode']>, text: string): string {
  if (!text.includes('${')) return text;
  const value: unknown = RED.util.evaluateNodeProperty(text, 'env', node, {});
  return typeof value === 'string' ? value : '';
}
