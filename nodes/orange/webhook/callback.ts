import type { NodeAPI } from 'node-red';
import { inboundPrefix } from '../../runtime/inbound.ts';
import { type ReachFlaw, reachFlaw, webAddress } from '../../runtime/reach.ts';

/** Below this path, one secret step further, stands the address of each account. */
export const webhookPath = `${inboundPrefix}/teaming`;

/** Why notifications cannot come, or may not. */
export type AddressFlaw = ReachFlaw | 'closed' | 'guarded';

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
  const flaw = reachFlaw(publicUrl, apiUrl);
  if (flaw === 'missing') return { flaw };
  const here = webAddress(publicUrl);
  const origin = here?.href ?? localAddress(settings);
  const base = `${[origin, httpNodeRoot].map(withoutSlashes).filter(Boolean).join('/')}${webhookPath}`;
  // Who gives the password along with the address has thought of it.
  const guarded = httpNodeAuth !== undefined && httpNodeAuth !== null && !here?.username;
  const worst = isHopeless(flaw) || !guarded ? flaw : 'guarded';
  return { base, ...(worst && { flaw: worst }) };
}

/** Whether a subscription with this flaw is of any use. */
export function isHopeless(flaw: AddressFlaw | undefined): boolean {
  return flaw === 'closed' || flaw === 'missing' || flaw === 'local';
}

/** A simulator on this machine finds us on this machine. */
function localAddress({ uiHost = '', uiPort = 1880, https }: Surroundings): string {
  const everywhere = ['', '0.0.0.0', '::', '[::]'].includes(uiHost);
  const host = uiHost.includes(':') && !uiHost.startsWith('[') ? `[${uiHost}]` : uiHost;
  return `${https ? 'https' : 'http'}://${everywhere ? '127.0.0.1' : host}:${uiPort}`;
}

function withoutSlashes(text: string): string {
  return text.replace(/^\/+|\/+$/g, '');
}
