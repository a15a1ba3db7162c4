import { clientFrom } from '../orange/oauth/client.ts';
import { type TokenSource, tokenSource } from '../orange/oauth/source.ts';
import type { TokenStore } from '../orange/oauth/store.ts';
import { isExpired, quoted } from '../orange/refusal.ts';
import { addressProblem } from '../orange/settings.ts';
import type { Credentials } from '../runtime/account-node.ts';
import type { WireResponse } from '../runtime/connection.ts';
import { invalidInput, type Origin } from '../runtime/errors.ts';
import type { HttpClient } from '../runtime/http.ts';
import type { OutboxEntry } from './outbox.ts';
import { system } from './partner.ts';
import type { PartnerConfig } from './settings.ts';

const origin: Origin = { system, operation: 'event' };

/** Milliseconds for one event. */
const timeout = 30_000;

/** Brings events to Orange. */
export interface Sender {
  /** See `Send` of the outbox. */
  send(entry: OutboxEntry, signal: AbortSignal): Promise<WireResponse>;
  close(): Promise<void>;
}

/** Orange's addresses of events, below the offer. */
const paths = { productOrder: '/productordering/v2/event', userService: '/userservice/v2/event' } as const;

export function senderFor(
  config: PartnerConfig,
  credentials: Credentials,
  http: HttpClient,
  store: TokenStore,
): Sender {
  const { eventUrl = '', tokenUrl = '', offer = 'mba2' } = config;
  const client = clientFrom(credentials);
  const problem =
    addressProblem(system, 'eventUrl', eventUrl) ??
    addressProblem(system, 'tokenUrl', tokenUrl) ??
    (client ? undefined : invalidInput(origin, 'clientId', 'id or secret is missing; set them in the account'));
  const tokens: TokenSource | undefined =
    client && !problem ? tokenSource({ ...client, tokenUrl: tokenUrl.trim(), system, http, store }) : undefined;
  const base = `${eventUrl.trim().replace(/\/+$/, '')}/${offer}`;

  const post = async (url: string, body: string, token: string, signal: AbortSignal) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json',
    };
    const response = await http.request(origin, { method: 'POST', url, headers, body }, timeout, signal);
    // What Orange says is kept with the event, and a server may quote what it was sent.
    return { ...response, body: Buffer.from(quoted(response.body.toString('utf8'), [token]) ?? '') };
  };

  return {
    async send({ api, body }, signal) {
      if (!tokens) throw problem;
      const url = `${base}${paths[api]}`;
      const token = await tokens.token(signal);
      const response = await post(url, body, token, signal);
      return isExpired(response) ? post(url, body, await tokens.renew(token, signal), signal) : response;
    },
    async close() {
      await tokens?.close();
      http.close();
    },
  };
}
