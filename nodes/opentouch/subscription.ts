import type { WireRequest, WireResponse } from '../runtime/connection.ts';
import { type Origin, refused, TelephonyError } from '../runtime/errors.ts';
import { objectIn, textOf } from '../runtime/json.ts';
import { chooseAddress } from './addresses.ts';
import type { OpenTouchConnection } from './connection.ts';
import type { Filter } from './interest.ts';
import type { Session } from './login.ts';
import { isSessionLost, readRefusal } from './refusal.ts';
import type { AddressMode } from './settings.ts';

export const channelOrigin: Origin = { system: 'opentouch', operation: 'channel' };

/** Minutes after which the server may close the channel, and between its signs of life. */
const timeout = 10;
export const keepaliveMinutes = 1;

/** A subscription that the server accepted. Whoever knows its URL can read the events: it is a secret. */
export interface Subscription {
  readonly session: Session;
  readonly id: string;
  readonly pollingUrl: string;
}

/**
 * Subscribes within a session. Chapter "Subscription management".
 * @throws TelephonyError `SUBSCRIPTION_REFUSED` when the server says so, for want of licences for instance
 */
export async function subscribe(
  connection: OpenTouchConnection,
  session: Session,
  filter: Filter,
  mode: AddressMode,
  signal: AbortSignal,
): Promise<Subscription> {
  const body = { filter, version: '1.0', mode: 'CHUNK', format: 'JSON', timeout, keepalive: keepaliveMinutes };
  const response = await send(connection, session, 'POST', '/subscriptions', body, signal);
  if (response.status >= 300) throw failure(connection, session, response);
  const answer = objectIn(response.body);
  const id = textOf(answer['subscriptionId']);
  const handed = { public: textOf(answer['publicPollingUrl']), private: textOf(answer['privatePollingUrl']) };
  const pollingUrl = chooseAddress(handed, mode, session.typed);
  if (answer['status'] === 'REFUSED' || !id || !pollingUrl) {
    const reason = textOf(answer['message']) ?? 'no reason given';
    const cause = { ...channelOrigin, status: response.status, helpMessage: reason, canRetry: true };
    throw new TelephonyError('SUBSCRIPTION_REFUSED', `channel: the server refuses the subscription: ${reason}`, cause);
  }
  return { session, id, pollingUrl };
}

/** Changes what the session's subscription is about. */
export async function refilter(
  connection: OpenTouchConnection,
  { session }: Subscription,
  filter: Filter,
  signal: AbortSignal,
): Promise<void> {
  const response = await send(connection, session, 'PUT', '/subscriptions', filter, signal);
  if (response.status >= 300) throw failure(connection, session, response);
}

export async function unsubscribe(
  connection: OpenTouchConnection,
  { session, id }: Subscription,
  signal: AbortSignal,
): Promise<void> {
  await send(connection, session, 'DELETE', `/subscriptions/${encodeURIComponent(id)}`, undefined, signal);
}

function send(
  connection: OpenTouchConnection,
  session: Session,
  method: string,
  path: string,
  body: object | undefined,
  signal: AbortSignal,
): Promise<WireResponse> {
  const headers = { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) };
  const request: WireRequest = { method, path, query: [], headers, ...(body && { body: JSON.stringify(body) }) };
  return connection.within(session, channelOrigin, request, { signal });
}

function failure(connection: OpenTouchConnection, session: Session, response: WireResponse): TelephonyError {
  if (isSessionLost(response)) connection.forget(session);
  return refused(channelOrigin, response, readRefusal(response));
}
