import { monotonic } from '../../runtime/backoff.ts';

/**
 * The gap in which events may have been lost. What is not known is how long a line was on its way: the last one that came
 * may have been sent long before it came, and whatever was sent after it is lost. A line can be late unnoticed for as long
 * as a channel may be silent, so the gap begins that much before the last sign of life; but never before the state was last
 * read, for that made up for all that was lost until then. Times are those of the monotonic clock: a clock that
 * is set back must not move the beginning of a gap into the future.
 */
export class Gap {
  readonly #late: number;
  #heardAt: number | undefined;
  #readAt: number | undefined;
  #since: Date | undefined;

  /** @param late milliseconds for which a line can be on its way before the channel counts as silent */
  constructor(late: number) {
    this.#late = late;
  }

  /** A line came. */
  heard(): void {
    this.#heardAt = monotonic();
  }

  /** Something may be lost from here on; a gap that is open stays as long as it is. */
  begin(): void {
    if (this.#since) return;
    const now = monotonic();
    const begun = [this.#heardAt === undefined ? [] : this.#heardAt - this.#late, this.#readAt ?? []].flat();
    this.#since = new Date(Date.now() - (begun.length > 0 ? now - Math.max(...begun) : 0));
  }

  /**
   * A channel works, and the state is read.
   * @param asked when the channel was asked for, by the monotonic clock
   * @returns since when events may be lost, if there was a gap
   */
  end(asked: number): Date | undefined {
    const since = this.#since;
    if (since || this.#readAt === undefined) this.#readAt = asked;
    this.#since = undefined;
    return since;
  }

  /** Nobody listens any more. */
  forget(): void {
    this.#heardAt = undefined;
    this.#readAt = undefined;
    this.#since = undefined;
  }
}
