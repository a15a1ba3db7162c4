import { refused, TelephonyError } from '../../runtime/errors.ts';
import type { HttpStream } from '../../runtime/http/client.ts';
import { isWebPage } from '../../runtime/http/web-page.ts';
import type { OpenTouchConnection } from '../session/connection.ts';
import { channelHeldBack, webPageForEvents } from './problems.ts';
import { channelOrigin, type Subscription } from './subscription.ts';

/** Opens the answer that carries the events of a subscription. */
export class ChannelOpening {
  readonly #connection: OpenTouchConnection;
  readonly #onLost: () => void;
  /** Servers and proxies take either. */
  #method: 'POST' | 'GET' = 'POST';

  /** @param onLost the server no longer knows the subscription */
  constructor(connection: OpenTouchConnection, onLost: () => void) {
    this.#connection = connection;
    this.#onLost = onLost;
  }

  /** @throws TelephonyError when there is none, with what to do about it */
  async open(subscription: Subscription, signal: AbortSignal): Promise<HttpStream> {
    const connection = this.#connection;
    const { session } = subscription;
    const opened = await this.#request(subscription, signal);
    const { status, headers, stream } = opened;
    const response = { status, headers, body: Buffer.alloc(0) };
    if (status < 300 && !isWebPage(response)) return opened;
    stream.on('error', () => undefined).destroy();
    if ((status === 405 || status === 501) && this.#method === 'POST') {
      this.#method = 'GET';
      return this.open(subscription, signal);
    }
    if (await connection.isLost(response, session, signal)) connection.forget(session);
    else if (status >= 300 && status < 500) this.#onLost();
    throw status >= 300 ? refused(channelOrigin, response, {}) : webPageForEvents(status);
  }

  async #request({ session, pollingUrl }: Subscription, signal: AbortSignal): Promise<HttpStream> {
    try {
      return await this.#connection.stream(session, channelOrigin, this.#method, pollingUrl, signal);
    } catch (error) {
      const late = error instanceof TelephonyError && error.code === 'TIMEOUT';
      if (late && (await this.#connection.lives(session, signal))) throw channelHeldBack();
      throw error;
    }
  }
}
