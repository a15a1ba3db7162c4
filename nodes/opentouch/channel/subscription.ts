import { type Origin, refused, TelephonyError } from '../../runtime/errors.ts';
import { isWebPage } from '../../runtime/http/web-page.ts';
import type { WireRequest, WireResponse } from '../../runtime/operation/connection.ts';
import { objectIn, textOf } from '../../schema/json.ts';
import { readScalar } from '../../schema/scalars.ts';
import { chooseAddress } from '../session/addresses.ts';
import type { OpenTouchConnection } from '../session/connection.ts';
import type { Session } from '../session/login.ts';
import { readServerError } from '../session/server-error.ts';
import type { AddressMode } from '../session/settings.ts';
import type { Filter } from './filter.ts';

/** Whose errors those of the channel are. */
export const channelOrigin: Origin = { system: 'opentouch', operation: 'channel' };

/** Minutes after which the server closes the channel, to be opened again, and between its signs of life. */
export const timeoutMinutes = 10;

/** Minutes between two signs of life that the channel asks for. */
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
  const times = { timeout: timeoutMinutes, keepalive: keepaliveMinutes };
  const body = { filter, version: '1.0', mode: 'CHUNK', format: 'JSON', ...times };
  const response = await send(connection, session, 'POST', '/subscriptions', body, signal);
  if (response.status >= 300 || isWebPage(response)) throw await failure(connection, session, response, signal);
  const answer = objectIn(response.body);
  const id = readScalar('string', answer['subscriptionId']);
  const handed = { public: textOf(answer['publicPollingUrl']), private: textOf(answer['privatePollingUrl']) };
  const pollingUrl = chooseAddress(handed, mode, session.typed);
  if (answer['status'] !== 'REFUSED' && (typeof id !== 'string' || !id || !pollingUrl)) throw badAnswer(response);
  if (typeof id !== 'string' || answer['status'] === 'REFUSED' || !pollingUrl) {
    const reason = textOf(answer['message']) ?? 'no reason given';
    const cause = { ...channelOrigin, status: response.status, helpMessage: reason, canRetry: true };
    throw new TelephonyError('SUBSCRIPTION_REFUSED', `the server refuses the subscription: ${reason}`, cause);
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
  if (response.status >= 300 || isWebPage(response)) throw await failure(connection, session, response, signal);
}

/** Deletes a subscription at the server. */
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

async function failure(
  connection: OpenTouchConnection,
  session: Session,
  response: WireResponse,
  signal: AbortSignal,
): Promise<TelephonyError> {
  if (await connection.isLost(response, session, signal)) connection.forget(session);
  return response.status < 300 ? badAnswer(response) : refused(channelOrigin, response, readServerError(response));
}

function badAnswer({ status }: WireResponse): TelephonyError {
  const message = 'the answer to the subscription is not what an OpenTouch server sends; is something in between?';
  return new TelephonyError('BAD_ANSWER', message, { ...channelOrigin, status, canRetry: true });
}
