import { clientFrom } from '../../oauth/client.ts';
import type { TokenStore } from '../../oauth/store.ts';
import { type TokenProvider, type TokenState, tokenProvider } from '../../oauth/token-provider.ts';
import { addressProblem } from '../../orange/account-settings.ts';
import { orangeServer } from '../../orange/authorization-server.ts';
import { isUnauthorized, judgeGatewayAnswer, renewalPauses } from '../../orange/finality.ts';
import { readGatewayError } from '../../orange/gateway-errors.ts';
import { gatewayLimiter } from '../../orange/pacing.ts';
import { Backoff } from '../../runtime/backoff.ts';
import { invalidInput, type Origin, refused, type TelephonyError } from '../../runtime/errors.ts';
import type { HttpClient } from '../../runtime/http/client.ts';
import type { Credentials } from '../../runtime/nodes/account-node.ts';
import type { WireResponse } from '../../runtime/operation/connection.ts';
import { withoutSecrets } from '../../runtime/redact.ts';
import { system } from '../nodes/partner.ts';
import type { PartnerConfig } from '../nodes/settings.ts';
import type { OutboxEntry } from './outbox.ts';

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

/** What keeps all events from being delivered, and when that is tried again, if by itself. */
export interface SenderOutage {
  readonly error: TelephonyError;
  readonly next?: Date;
}

/** What a sender goes through, beside the account's configuration. */
export interface SenderParts {
  readonly http: HttpClient;
  readonly store: TokenStore;
  /** Told when no event can be delivered for a reason that lies in the account or with its tokens, and when that is over. */
  readonly onOutage: (outage: SenderOutage | undefined) => void;
}

/** A sender with an account's settings; what is wrong with them is the error of every attempt. */
export function senderFor(
  config: PartnerConfig,
  credentials: Credentials,
  { http, store, onOutage }: SenderParts,
): Sender {
  const { eventUrl = '', tokenUrl = '', offer = 'mba2', requestsPerSecond } = config;
  const client = clientFrom(credentials);
  const problem =
    addressProblem(system, 'eventUrl', eventUrl) ??
    addressProblem(system, 'tokenUrl', tokenUrl) ??
    (client ? undefined : invalidInput(origin, 'clientId', 'id or secret is missing; set them in the account'));
  const server = orangeServer(system);
  const onState = (state: TokenState) => onOutage(state.kind === 'granted' ? undefined : state);
  const tokens: TokenProvider | undefined =
    client && !problem
      ? tokenProvider({ ...client, tokenUrl: tokenUrl.trim(), server, http, store, onState })
      : undefined;
  const limiter = gatewayLimiter(eventUrl, client?.clientId ?? '', requestsPerSecond);
  const base = `${eventUrl.trim().replace(/\/+$/, '')}/${offer}`;

  const post = async (url: string, body: string, token: string, signal: AbortSignal) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json',
    };
    const turn = await limiter.take(origin, signal);
    const request = { method: 'POST', url, headers, body };
    const response = await http.request(origin, request, timeout, signal).finally(() => turn.answered());
    // What Orange says is kept with the event, and a server may quote what it was sent.
    return { ...response, body: Buffer.from(withoutSecrets(response.body.toString('utf8'), [token]) ?? '') };
  };
  const renewals = new Backoff(renewalPauses);

  return {
    async send({ api, body }, signal) {
      if (!tokens) {
        if (problem) onOutage({ error: problem });
        throw problem;
      }
      const url = `${base}${paths[api]}`;
      const token = await tokens.token(signal);
      let response = await post(url, body, token, signal);
      if (isUnauthorized(judgeGatewayAnswer(response)) && renewals.remaining === 0) {
        response = await post(url, body, await tokens.renew(token, signal), signal);
      }
      if (isUnauthorized(judgeGatewayAnswer(response))) {
        renewals.pause();
        onOutage({ error: refused(origin, response, readGatewayError(response)) });
      } else {
        renewals.lift();
        onOutage(undefined);
      }
      return response;
    },
    async close() {
      await tokens?.close();
      http.close();
    },
  };
}
