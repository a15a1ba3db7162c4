import type { PartnerApi } from './checks/event.ts';
import type { Json } from './checks/json.ts';
import type { Problems } from './checks/problems.ts';

/** An event that a partner has sent. */
export interface ReceivedEvent {
  /** Orange's id of the event. */
  readonly id: string;
  readonly api: PartnerApi;
  /** `mba2` or `mba2-beta`. */
  readonly offer: string;
  readonly receivedAt: string;
  readonly event: Json;
  readonly problems: Problems;
  /** It was answered with an error, and counts for nothing. */
  readonly refused: boolean;
  /** It was there before, in exactly this form. */
  readonly repeated: boolean;
}

type Match = (event: ReceivedEvent) => boolean;

const most = 10_000;

/** The last 10,000 events, oldest first, and who waits for one. */
export class ReceivedEvents {
  readonly #list: ReceivedEvent[] = [];
  readonly #waiting = new Set<(event?: ReceivedEvent) => void>();
  #dropped = 0;

  get list(): readonly ReceivedEvent[] {
    return this.#list;
  }

  /** Where the next event will stand. */
  get position(): number {
    return this.#dropped + this.#list.length;
  }

  add(event: ReceivedEvent): void {
    this.#list.push(event);
    if (this.#list.length > most) {
      this.#list.shift();
      this.#dropped += 1;
    }
    for (const look of this.#waiting) look(event);
  }

  since(position: number): readonly ReceivedEvent[] {
    return this.#list.slice(Math.max(0, position - this.#dropped));
  }

  /** The first event since a position that matches, or undefined when none comes within the given milliseconds. */
  async next(position: number, match: Match, milliseconds: number): Promise<ReceivedEvent | undefined> {
    const there = this.since(position).find(match);
    if (there) return there;
    return new Promise((resolve) => {
      const look = (event?: ReceivedEvent) => {
        if (!event || match(event)) end(event);
      };
      const end = (event?: ReceivedEvent) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(event);
      };
      const timer = setTimeout(end, milliseconds);
      this.#waiting.add(look);
    });
  }

  /** Nobody needs to wait any longer. */
  stop(): void {
    for (const look of this.#waiting) look();
  }
}

/** Requests of which the answer is not read yet: an event may be faster than the answer that it belongs to. */
export class RequestsInFlight {
  #underWay = 0;
  readonly #waiting = new Set<() => void>();

  async during<T>(task: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await task();
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) for (const resume of this.#waiting) resume();
    }
  }

  /** Resolves when no request is under way, or after the given milliseconds. */
  async idle(milliseconds: number): Promise<void> {
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      const resume = () => {
        clearTimeout(timer);
        this.#waiting.delete(resume);
        resolve();
      };
      const timer = setTimeout(resume, milliseconds);
      this.#waiting.add(resume);
    });
  }
}
