import { setMaxListeners } from 'node:events';
import { judgeGatewayAnswer, wantsPause } from '../../orange/finality.ts';
import { readGatewayError } from '../../orange/gateway-errors.ts';
import { type BackoffOptions, backoffDelay, monotonic } from '../../runtime/backoff.ts';
import { TelephonyError } from '../../runtime/errors.ts';
import { retryAfterIn } from '../../runtime/http/retry-after.ts';
import type { WireResponse } from '../../runtime/operation/connection.ts';
import type { Database } from '../ledger/database.ts';
import type { Tables } from '../ledger/tables.ts';
import type { StoredEvent } from './event-table.ts';
import type { DeliveryOptions, Send } from './outbox.ts';

/** What a dispatcher needs of the store. */
export interface DispatcherParts {
  readonly database: Database;
  readonly tables: Tables;
  /** Told of every event whose state has changed, when that is on disk. */
  changed(event: StoredEvent): void;
}

/** Milliseconds that a result waits at least: nobody is to hear of it before the acknowledgement has arrived. */
export const headStart = 1_000;

/** When an entry is due: on the monotonic clock, from the moment on at which its kept time was seen first. */
interface Due {
  readonly place: number;
  readonly nextTryAt: string;
  readonly at: number;
}

/** The events of one customer that are not settled, oldest first, by their places. */
interface CustomerQueue {
  readonly places: number[];
  due?: Due;
  timer?: NodeJS.Timeout;
  /** It is being served, or is about to be. */
  busy: boolean;
}

/**
 * Delivers events to Orange, several customers at a time and the events of each one after the other: the next goes when the
 * one before it is known to be delivered, and that is on disk.
 */
export class OutboxDispatcher {
  readonly #parts: DispatcherParts;
  readonly #send: Send;
  readonly #options: DeliveryOptions;
  readonly #delays: BackoffOptions;
  readonly #queues = new Map<string, CustomerQueue>();
  readonly #ready: string[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #pausedUntil = 0;

  constructor(parts: DispatcherParts, send: Send, options: DeliveryOptions) {
    this.#parts = parts;
    this.#send = send;
    this.#options = options;
    this.#delays = { first: options.firstDelay ?? 1_000, longest: options.longestDelay ?? 300_000 };
    // All that is under way watches it.
    setMaxListeners(0, this.#stopping.signal);
  }

  start(): void {
    for (const { customer, place } of this.#parts.tables.events.pending()) this.#queueOf(customer).places.push(place);
    for (const customer of this.#queues.keys()) this.poke(customer);
  }

  add({ customer, place }: StoredEvent): void {
    this.#queueOf(customer).places.push(place);
    this.poke(customer);
  }

  /** Looks again at what is the first of a customer, for somebody has changed it. */
  poke(customer: string): void {
    const queue = this.#queues.get(customer);
    if (!queue || queue.busy || this.#stopping.signal.aborted) return;
    clearTimeout(queue.timer);
    queue.busy = true;
    this.#ready.push(customer);
    this.#serve();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const queue of this.#queues.values()) clearTimeout(queue.timer);
    await Promise.allSettled(this.#running);
  }

  #queueOf(customer: string): CustomerQueue {
    const known = this.#queues.get(customer);
    if (known) return known;
    const queue: CustomerQueue = { places: [], busy: false };
    this.#queues.set(customer, queue);
    return queue;
  }

  #serve(): void {
    while (this.#running.size < (this.#options.concurrency ?? 4) && !this.#stopping.signal.aborted) {
      const customer = this.#ready.shift();
      if (customer === undefined) return;
      const attempt: Promise<void> = this.#serveCustomer(customer).finally(() => {
        this.#running.delete(attempt);
        this.#serve();
      });
      this.#running.add(attempt);
    }
  }

  /** One attempt for a customer, and when the next is due. */
  async #serveCustomer(customer: string): Promise<void> {
    const queue = this.#queueOf(customer);
    const wait = await this.#attempt(queue).catch(() => this.#delays.longest);
    queue.busy = false;
    if (queue.places.length === 0) this.#queues.delete(customer);
    else if (wait === 0) this.poke(customer);
    else if (wait !== undefined && !this.#stopping.signal.aborted) {
      queue.timer = setTimeout(() => this.poke(customer), Math.min(wait, 2 ** 31 - 1));
    }
  }

  /** @returns milliseconds until the next attempt; undefined if somebody has to do something first */
  async #attempt(queue: CustomerQueue): Promise<number | undefined> {
    const { events } = this.#parts.tables;
    const { places } = queue;
    const [place] = places;
    const entry = place === undefined ? undefined : events.at(place);
    if (!entry || entry.state === 'delivered' || entry.state === 'discarded') {
      places.shift();
      return 0;
    }
    if (entry.state === 'parked') return undefined;
    const left = Math.max(this.#dueAt(queue, entry), this.#pausedUntil) - monotonic();
    if (left > 0) return left;
    const result = await this.#send(entry, this.#stopping.signal).then(resultOf, resultOfError);
    if (this.#stopping.signal.aborted && result.state === 'waiting') return undefined;
    return this.#settle(queue, entry, result);
  }

  /** Whatever the wall clock did in between: nothing waits for longer than it would have been told to. */
  #dueAt(queue: CustomerQueue, { place, nextTryAt, attempts }: StoredEvent): number {
    if (nextTryAt === undefined) return 0;
    if (queue.due?.place !== place || queue.due.nextTryAt !== nextTryAt) {
      const left = Math.min(Date.parse(nextTryAt) - Date.now(), attempts === 0 ? headStart : this.#delays.longest);
      queue.due = { place, nextTryAt, at: monotonic() + left };
    }
    return queue.due.at;
  }

  async #settle(
    queue: CustomerQueue,
    entry: StoredEvent,
    { state, status, message, after, busy }: AttemptResult,
  ): Promise<number> {
    const { database, tables } = this.#parts;
    const wait = state === 'waiting' ? Math.max(backoffDelay(entry.attempts + 1, this.#delays), after ?? 0) : 0;
    if (busy) this.#pausedUntil = monotonic() + wait;
    const settled = await database.write(() => {
      const now = Date.now();
      const at = new Date(now).toISOString();
      const next = state === 'waiting' && { nextTryAt: new Date(now + wait).toISOString() };
      const result = tables.events.attempted(entry.id, { state, at, status, ...next, ...(message && { message }) });
      if (state !== 'waiting') tables.audit.note(at, state, entry.id, status);
      return result;
    });
    const { place, nextTryAt } = settled;
    if (nextTryAt !== undefined) queue.due = { place, nextTryAt, at: monotonic() + wait };
    if (state !== 'delivered') this.#options.failed?.(settled);
    this.#parts.changed(settled);
    return wait;
  }
}

/** What is to become of an event after an attempt. */
interface AttemptResult {
  readonly state: 'delivered' | 'waiting' | 'parked';
  /** HTTP status with Orange's code, or the code of the error. */
  readonly status: string;
  readonly message?: string;
  /** Milliseconds that the other side asks for. */
  readonly after?: number;
  /** Not this event is at fault but the traffic: all of it has to wait. */
  readonly busy?: boolean;
}

/**
 * Judges an answer of Orange to an event by the table of the gateway. Only what the API itself says of this event holds it
 * up; what says something of the account, of the traffic, or comes from something in between, says nothing of it.
 */
function resultOf(response: WireResponse): AttemptResult {
  const { status } = response;
  const verdict = judgeGatewayAnswer(response);
  if (verdict === 'accepted') return { state: 'delivered', status: String(status) };
  const { code, helpMessage: message } = readGatewayError(response);
  const said = { status: code === undefined ? String(status) : `${status}/${code}`, ...(message && { message }) };
  if (verdict === 'rejected') return { state: 'parked', ...said };
  const after = retryAfterIn(response);
  return { state: 'waiting', ...said, ...(wantsPause(verdict) && { busy: true }), ...(after > 0 && { after }) };
}

/** Judges that there was no answer: nothing is known of the event then, so it is sent again. */
function resultOfError(error: unknown): AttemptResult {
  if (!(error instanceof TelephonyError)) return { state: 'waiting', status: 'ERROR', message: String(error) };
  return { state: 'waiting', status: error.code, message: error.message };
}
