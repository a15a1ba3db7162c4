import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import type { TeamingSettings } from '../options.ts';
import type { Body } from './body.ts';
import type { Notification } from './event.ts';

/** What became of a notification. */
export interface NotificationDelivery {
  readonly subscriptionId: string;
  readonly sequenceNumber: number;
  readonly type: string;
  readonly eventId: string;
  state: 'waiting' | 'delivered' | 'failed' | 'dropped';
  attempts: number;
  /** Status of the last answer, or why there was none. */
  last: string;
}

interface Parts {
  readonly settings: () => TeamingSettings;
  readonly bodyOf: (notification: Notification) => Body;
  readonly signal: AbortSignal;
}

/** Takes the notifications of one subscription to its address, one after the other. */
export class DeliveryQueue {
  readonly #parts: Parts;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  send(notification: Notification, delivery: NotificationDelivery): void {
    const body = this.#parts.bodyOf(notification);
    this.#last = this.#last.then(() => this.#deliver(notification.subscription.callBackUrl, body, delivery));
  }

  /** Tries again after each of the pauses, then gives up and goes on with the next one. */
  async #deliver(address: string, body: Body, delivery: NotificationDelivery): Promise<void> {
    const { settings, signal } = this.#parts;
    const { retries, deliveryTimeout } = settings();
    for (const pause of [0, ...retries]) {
      if (pause) await wait(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      delivery.attempts += 1;
      const status = await post(address, body, AbortSignal.any([signal, AbortSignal.timeout(deliveryTimeout)])).catch(
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      delivery.last = String(status);
      if (typeof status === 'number' && status >= 200 && status < 300) {
        delivery.state = 'delivered';
        return;
      }
    }
    delivery.state = 'failed';
  }
}

/** Resolves with the status of the answer. A name and a password in the address are sent along. */
function post(address: string, { contentType, text }: Body, signal: AbortSignal): Promise<number> {
  const url = new URL(address);
  const send = url.protocol === 'https:' ? secure : plain;
  const headers = { 'content-type': contentType, 'content-length': Buffer.byteLength(text) };
  // Certificates of a trial on this machine are nobody's word.
  const options = { method: 'POST', agent: false, headers, signal, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const sent = send(url, options, (response) => {
      response.on('error', reject);
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    sent.on('error', reject);
    sent.end(text);
  });
}
