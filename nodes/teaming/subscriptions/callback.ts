import type { NodeAPI } from 'node-red';
import { inboundPrefix } from '../../runtime/inbound/dispatcher.ts';
import { belowHttpNode, localAddress, type Surroundings } from '../../runtime/inbound/own-address.ts';
import { type ReachFlaw, reachFlaw, webAddress } from '../../runtime/inbound/reach.ts';

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

/** The address at which the API can reach this Node-RED, from the account's settings and from Node-RED's. */
export function callbackFor(RED: NodeAPI, publicUrl: string, apiUrl: string): Callback {
  return callbackIn(RED.settings as Surroundings, publicUrl, apiUrl);
}

/** The same, with the settings given. */
export function callbackIn(settings: Surroundings, publicUrl: string, apiUrl: string): Callback {
  const { httpNodeRoot = '/', httpNodeAuth } = settings;
  if (httpNodeRoot === false) return { flaw: 'closed' };
  const flaw = reachFlaw(publicUrl, apiUrl);
  if (flaw === 'missing') return { flaw };
  const here = webAddress(publicUrl);
  const origin = here?.href ?? localAddress(settings);
  const base = `${belowHttpNode(origin, httpNodeRoot)}${webhookPath}`;
  // Who gives the password along with the address has thought of it.
  const guarded = httpNodeAuth !== undefined && httpNodeAuth !== null && !here?.username;
  const worst = isHopeless(flaw) || !guarded ? flaw : 'guarded';
  return { base, ...(worst && { flaw: worst }) };
}

/** Whether a subscription with this flaw is of any use. */
export function isHopeless(flaw: AddressFlaw | undefined): boolean {
  return flaw === 'closed' || flaw === 'missing' || flaw === 'local';
}
