import type { Subject } from '../subscriptions/subscription.ts';
import type { WebhookSubscriptions } from '../subscriptions/subscriptions.ts';
import type { DuplicateFilter } from './duplicates.ts';
import type { TeamingEvent } from './event.ts';
import { ReorderBuffer } from './reorder-buffer.ts';

/** Notifications that may wait until it is known what they belong to, and for how many milliseconds. */
const mostWaiting = 1000;
const longestWait = 3000;

/** What the inbox works with. */
export interface InboxParts {
  readonly subscriptions: WebhookSubscriptions;
  /** Events that have come already, for longer than the inbox lives. */
  readonly seen: DuplicateFilter;
  /** Milliseconds that an event waits for those that were sent before it. */
  readonly patience: number;
  /** Whether there may be subscriptions of ours that are not known yet. */
  isUnsettled(): boolean;
  /** Whether anybody wants an event that belongs to no subscription. */
  isWanted(event: TeamingEvent): boolean;
  deliver(event: TeamingEvent): void;
  /** Events about a subject did not come. */
  missed(subject: Subject, count: number, since: Date): void;
}

/** What became of a notification: it is new, came before, or is for nobody. */
export type Reception = 'taken' | 'repeated' | 'foreign';

/** The events of one subscription. */
interface Stream {
  readonly sequence: ReorderBuffer<TeamingEvent>;
  heard: Date;
}

/** The way of an account's notifications from the receiver to the flows: each comes out once, and in order. */
export class Inbox {
  readonly #parts: InboxParts;
  readonly #streams = new Map<string, Stream>();
  #waiting: TeamingEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  /** Takes an event over, to deliver it once the sender has its answer. */
  accept(event: TeamingEvent): Reception {
    const { subscriptions, isUnsettled, isWanted, seen } = this.#parts;
    const { subscriptionId: id } = event;
    const known = id === undefined || subscriptions.withId(id) !== undefined;
    // The server may not have heard yet that it is over.
    if (!known && subscriptions.isOver(id)) return 'taken';
    const early = !known && isUnsettled() && this.#waiting.length < mostWaiting;
    if (!known && !early && !isWanted(event)) return 'foreign';
    const name = nameOf(event);
    if (name !== undefined && !seen.add(name)) return 'repeated';
    if (early) this.#hold(event);
    else setImmediate(() => this.#take(event));
    return 'taken';
  }

  /** A subscription has begun: what came for it meanwhile is taken. */
  begun(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) {
      if (event.subscriptionId !== undefined && this.#parts.subscriptions.withId(event.subscriptionId))
        this.#take(event);
      else this.#waiting.push(event);
    }
  }

  ended(id: string): void {
    this.#streams.get(id)?.sequence.close();
    this.#streams.delete(id);
  }

  /** Hands out what still waits for its turn. */
  close(): void {
    clearTimeout(this.#timer);
    for (const { sequence } of this.#streams.values()) sequence.close();
    this.#streams.clear();
    for (const event of this.#waiting.splice(0)) this.#parts.deliver(event);
  }

  /** A server that has just made a subscription may notify before it answers. */
  #hold(event: TeamingEvent): void {
    this.#waiting.push(event);
    this.#timer ??= setTimeout(() => this.#giveUp(), longestWait);
  }

  /** What belongs to no subscription still may be what somebody wants. */
  #giveUp(): void {
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) if (this.#parts.isWanted(event)) this.#take(event);
  }

  #take(event: TeamingEvent): void {
    const { subscriptions, deliver } = this.#parts;
    const { subscriptionId: id, sequenceNumber: number } = event;
    const subscription = id === undefined ? undefined : subscriptions.withId(id);
    if (!subscription || id === undefined) {
      deliver(event);
      return;
    }
    subscription.heard();
    const whole = { ...subscription.subject, ...event };
    // A number beyond all counting puts nothing into order.
    if (typeof number !== 'number') deliver(whole);
    else this.#streamOf(id, subscription.subject).sequence.push(number, whole);
  }

  #streamOf(id: string, subject: Subject): Stream {
    const known = this.#streams.get(id);
    if (known) return known;
    const { patience, deliver, missed } = this.#parts;
    const sequence = new ReorderBuffer<TeamingEvent>(patience, {
      take: (event) => {
        stream.heard = new Date();
        deliver(event);
      },
      missed: (count) => missed(subject, count, stream.heard),
    });
    const stream: Stream = { sequence, heard: new Date() };
    this.#streams.set(id, stream);
    return stream;
  }
}

/** What tells an event from every other one. */
function nameOf({ eventId, subscriptionId, sequenceNumber }: TeamingEvent): string | undefined {
  if (eventId !== undefined) return eventId;
  return subscriptionId === undefined || sequenceNumber === undefined
    ? undefined
    : `${subscriptionId} ${sequenceNumber}`;
}
