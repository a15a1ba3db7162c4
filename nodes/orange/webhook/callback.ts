import type { NodeAPI } from 'node-red';
import { inboundPrefix } from '../../runtime/inbound.ts';

/** Below this path, one secret step further, stands the address of each account. */
export const webhookPath = `${inboundPrefix}/teaming`;

/** Why notifications cannot come, or may not. */
export type AddressFlaw = 'closed' | 'missing' | 'local' | 'plain' | 'private' | 'guarded';

/** Where Orange is to send notifications. */
export interface Callback {
  /** Up to the secret; absent if there is no address at all. */
  readonly base?: string;
  readonly flaw?: AddressFlaw;
}

/** What of Node-RED's settings decides on the address of its HTTP side. */
export interface Surroundings {
  readonly httpNodeRoot?: string | false;
  readonly httpNodeAuth?: unknown;
  readonly uiHost?: string;
  readonly uiPort?: number | string;
  readonly https?: unknown;
}

/** The address at which the API can reach this Node-RED, from the account's settings and from Node-RED's. */
export function callbackFor(RED: NodeAPI, publicUrl: string, apiUrl: string): Callback {
  return callbackIn(RED.settings as Surroundings, publicUrl, apiUrl);
}

export function callbackIn(settings: Surroundings, publicUrl: string, apiUrl: string): Callback {
  const { httpNodeRoot = '/', httpNodeAuth } = settings;
  if (httpNodeRoot === false) return { flaw: 'closed' };
  const api = addressIn(apiUrl);
  const here = addressIn(publicUrl);
  const near = api !== undefined && isLoopback(api.hostname);
  if (!here && !near) return { flaw: 'missing' };
  const origin = here ? here.href : localAddress(settings);
  const base = `${[origin, httpNodeRoot].map(withoutSlashes).filter(Boolean).join('/')}${webhookPath}`;
  const flaw = flawOf(here, near, httpNodeAuth !== undefined && httpNodeAuth !== null);
  return { base, ...(flaw && { flaw }) };
}

/** Whether a subscription with this flaw is of any use. */
export function isHopeless(flaw: AddressFlaw | undefined): boolean {
  return flaw === 'closed' || flaw === 'missing' || flaw === 'local';
}

function flawOf(here: URL | undefined, near: boolean, guarded: boolean): AddressFlaw | undefined {
  if (guarded && !here?.username) return 'guarded';
  if (near || !here) return undefined;
  if (isLoopback(here.hostname)) return 'local';
  if (here.protocol === 'http:') return 'plain';
  return isPrivate(here.hostname) ? 'private' : undefined;
}

/** A simulator on this machine finds us on this machine. */
function localAddress({ uiHost = '', uiPort = 1880, https }: Surroundings): string {
  const everywhere = ['', '0.0.0.0', '::', '[::]'].includes(uiHost);
  const host = uiHost.includes(':') && !uiHost.startsWith('[') ? `[${uiHost}]` : uiHost;
  return `${https ? 'https' : 'http'}://${everywhere ? '127.0.0.1' : host}:${uiPort}`;
}

function addressIn(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|.+\.localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0)$/i.test(host);
}

/** An address that means something in this network only. */
function isPrivate(host: string): boolean {
  const v4 = /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]+$/;
  return (
    v4.test(host) || /^\[f[cde]/i.test(host) || /\.(?:local|lan|internal|home\.arpa)$/i.test(host) || !/[.:]/.test(host)
  );
}

function withoutSlashes(text: string): string {
  return text.replace(/^\/+|\/+$/g, '');
}
