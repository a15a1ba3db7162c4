import { setMaxListeners } from 'node:events';
import type { DeliveryOptions, Send } from '../outbox.ts';
import type { Database } from './database.ts';
import type { KeptEvent } from './events.ts';
import type { Tables } from './tables.ts';
import { judge, judgeError, type Verdict } from './verdict.ts';

/** What the courier needs of the store. */
export interface Desk {
  readonly database: Database;
  readonly tables: Tables;
  /** Told of every event whose state has changed, when that is on disk. */
  changed(event: KeptEvent): void;
}

/** The events of one customer that are not settled, oldest first, by their places. */
interface Lane {
  readonly places: number[];
  timer?: NodeJS.Timeout;
  /** It is being served, or stands in the queue. */
  busy: boolean;
}

/**
 * Carries events to Orange, several customers at a time and the events of each one after the other: the next goes when the
 * one before it is known to be delivered, and that is on disk.
 */
export class Courier {
  readonly #desk: Desk;
  readonly #send: Send;
  readonly #options: DeliveryOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #queue: string[] = [];
  readonly #under = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #pausedUntil = 0;

  constructor(desk: Desk, send: Send, options: DeliveryOptions) {
    this.#desk = desk;
    this.#send = send;
    this.#options = options;
    // All that is under way watches it.
    setMaxListeners(0, this.#stopping.signal);
  }

  start(): void {
    for (const { customer, place } of this.#desk.tables.events.pending()) this.#laneOf(customer).places.push(place);
    for (const customer of this.#lanes.keys()) this.poke(customer);
  }

  add({ customer, place }: KeptEvent): void {
    this.#laneOf(customer).places.push(place);
    this.poke(customer);
  }

  /** Looks again at what is the first of a customer, for somebody has changed it. */
  poke(customer: string): void {
    const lane = this.#lanes.get(customer);
    if (!lane || lane.busy || this.#stopping.signal.aborted) return;
    clearTimeout(lane.timer);
    lane.busy = true;
    this.#queue.push(customer);
    this.#serve();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const lane of this.#lanes.values()) clearTimeout(lane.timer);
    await Promise.allSettled(this.#under);
  }

  #laneOf(customer: string): Lane {
    const known = this.#lanes.get(customer);
    if (known) return known;
    const lane: Lane = { places: [], busy: false };
    this.#lanes.set(customer, lane);
    return lane;
  }

  #serve(): void {
    while (this.#under.size < (this.#options.lanes ?? 4) && !this.#stopping.signal.aborted) {
      const customer = this.#queue.shift();
      if (customer === undefined) return;
      const visit: Promise<void> = this.#visit(customer).finally(() => {
        this.#under.delete(visit);
        this.#serve();
      });
      this.#under.add(visit);
    }
  }

  /** One attempt for a customer, and when the next is due. */
  async #visit(customer: string): Promise<void> {
    const lane = this.#laneOf(customer);
    const wait = await this.#attempt(lane).catch(() => this.#longestDelay);
    lane.busy = false;
    if (lane.places.length === 0) this.#lanes.delete(customer);
    else if (wait === 0) this.poke(customer);
    else if (wait !== undefined && !this.#stopping.signal.aborted) {
      lane.timer = setTimeout(() => this.poke(customer), Math.min(wait, 2 ** 31 - 1));
    }
  }

  /** @returns milliseconds until the next attempt; undefined if somebody has to do something first */
  async #attempt({ places }: Lane): Promise<number | undefined> {
    const { events } = this.#desk.tables;
    const [place] = places;
    const entry = place === undefined ? undefined : events.at(place);
    if (!entry || entry.state === 'delivered' || entry.state === 'discarded') {
      places.shift();
      return 0;
    }
    if (entry.state === 'parked') return undefined;
    const due = Math.max(Date.parse(entry.nextTryAt ?? entry.createdAt), this.#pausedUntil) - Date.now();
    if (due > 0) return due;
    const verdict = await this.#send(entry, this.#stopping.signal).then(judge, judgeError);
    if (this.#stopping.signal.aborted && verdict.state === 'waiting') return undefined;
    return this.#settle(entry, verdict);
  }

  async #settle(entry: KeptEvent, { state, status, message, after, busy }: Verdict): Promise<number> {
    const { database, tables } = this.#desk;
    const wait = state === 'waiting' ? Math.max(this.#backOff(entry.attempts), after ?? 0) : 0;
    if (busy) this.#pausedUntil = Date.now() + wait;
    const settled = await database.write(() => {
      const now = Date.now();
      const at = new Date(now).toISOString();
      const next = state === 'waiting' && { nextTryAt: new Date(now + wait).toISOString() };
      const result = tables.events.attempted(entry.id, { state, at, status, ...next, ...(message && { message }) });
      if (state !== 'waiting') tables.audit.note(at, state, entry.id, status);
      return result;
    });
    if (state !== 'delivered') this.#options.failed?.(settled);
    this.#desk.changed(settled);
    return wait;
  }

  /** Twice as long after each attempt, and never the same for two, so that they do not come all at once. */
  #backOff(attempts: number): number {
    const { firstDelay = 1_000 } = this.#options;
    return Math.min(firstDelay * 2 ** Math.min(attempts, 20), this.#longestDelay) * (0.75 + Math.random() / 2);
  }

  get #longestDelay(): number {
    return this.#options.longestDelay ?? 300_000;
  }
}
