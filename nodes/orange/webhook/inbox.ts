import type { TeamingEvent } from './event.ts';
import type { Subject } from './lease.ts';
import type { Leases } from './leases.ts';
import type { Recent } from './recent.ts';
import { Sequence } from './sequence.ts';

/** Notifications that may wait until it is known what they belong to, and for how many milliseconds. */
const mostWaiting = 1000;
const longestWait = 3000;

export interface InboxParts {
  readonly leases: Leases;
  /** Events that have come already, for longer than the inbox lives. */
  readonly seen: Recent;
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
  readonly sequence: Sequence<TeamingEvent>;
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
    const { leases, isUnsettled, isWanted, seen } = this.#parts;
    const { subscriptionId: id } = event;
    const known = id === undefined || leases.withId(id) !== undefined;
    // The server may not have heard yet that it is over.
    if (!known && leases.isOver(id)) return 'taken';
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
      if (event.subscriptionId !== undefined && this.#parts.leases.withId(event.subscriptionId)) this.#take(event);
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
    const { leases, deliver } = this.#parts;
    const { subscriptionId: id, sequenceNumber: number } = event;
    const lease = id === undefined ? undefined : leases.withId(id);
    if (!lease || id === undefined) {
      deliver(event);
      return;
    }
    lease.heard();
    const whole = { ...lease.subject, ...event };
    if (number === undefined) deliver(whole);
    else this.#streamOf(id, lease.subject).sequence.push(number, whole);
  }

  #streamOf(id: string, subject: Subject): Stream {
    const known = this.#streams.get(id);
    if (known) return known;
    const { patience, deliver, missed } = this.#parts;
    const sequence = new Sequence<TeamingEvent>(patience, {
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
