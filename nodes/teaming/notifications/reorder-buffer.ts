/** What comes out of a sequence, in order. */
export interface OrderedOutput<T> {
  take(item: T): void;
  /** Numbers that did not come in time; what follows them is taken next. */
  missed(count: number): void;
}

/** Numbers that a sender skips at once, or counts back by, at most; more is a new count. */
const reach = 1000;

/**
 * Puts numbered items into order. One that comes too early waits a moment for those before it; then they count as
 * missed. The count may begin anywhere and may begin anew, as it does when it wraps.
 * @param patience milliseconds
 */
export class ReorderBuffer<T> {
  readonly #patience: number;
  readonly #out: OrderedOutput<T>;
  readonly #early = new Map<number, T>();
  #last: number | undefined;
  /** Where the count stood before it began anew. */
  #before: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(patience: number, out: OrderedOutput<T>) {
    this.#patience = patience;
    this.#out = out;
  }

  push(number: number, item: T): void {
    if (this.#last === undefined || number < this.#last - reach) {
      this.#flush();
      this.#before = this.#last;
      this.#last = number;
      this.#out.take(item);
    } else if (number <= this.#last || this.#isFromBefore(number)) {
      // Too late to be in order, but not to be heard of.
      this.#out.take(item);
    } else {
      this.#early.set(number, item);
      this.#advance();
      this.#wait();
    }
  }

  /** Hands out what still waits. */
  close(): void {
    this.#flush();
  }

  #isFromBefore(number: number): boolean {
    return this.#before !== undefined && Math.abs(this.#before - number) < reach && number - (this.#last ?? 0) > reach;
  }

  #advance(): void {
    for (;;) {
      const next = (this.#last ?? 0) + 1;
      const item = this.#early.get(next);
      if (item === undefined) return;
      this.#early.delete(next);
      this.#last = next;
      this.#out.take(item);
    }
  }

  #wait(): void {
    if (this.#early.size === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else this.#timer ??= setTimeout(() => this.#flush(), this.#patience);
  }

  /** Those that wait have waited long enough. */
  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const number of [...this.#early.keys()].sort((one, other) => one - other)) {
      const item = this.#early.get(number);
      if (item === undefined) continue;
      this.#out.missed(number - (this.#last ?? 0) - 1);
      this.#last = number - 1;
      this.#advance();
    }
  }
}
