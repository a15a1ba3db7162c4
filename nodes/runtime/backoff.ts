import { setTimeout as delay } from 'node:timers/promises';
import { aborted, type Origin } from './errors.ts';

/** The first and the longest wait before something that failed is tried again, in milliseconds. */
export interface BackoffOptions {
  readonly first: number;
  readonly longest: number;
}

/** Milliseconds of a clock that nobody can set: for durations, and for nothing that people read. */
export function monotonic(): number {
  return performance.now();
}

/**
 * Milliseconds to wait after a number of failures in a row: doubled each time up to the longest, for ever, and a little
 * less by chance so that a thousand clients do not come back as one.
 * @param failures 1 after the first
 */
export function backoffDelay(failures: number, { first, longest }: BackoffOptions): number {
  return Math.min(longest, first * 2 ** Math.max(0, failures - 1)) * (0.75 + Math.random() / 4);
}

/** Milliseconds that a server can ask for at most: one that names a day is asked again before. */
const longestAsked = 3_600_000;

const usual: BackoffOptions = { first: 1000, longest: 60_000 };

/** How long to leave a server alone that has asked for it, shared by all that is sent to it. */
export class Backoff {
  readonly #pauses: BackoffOptions;
  readonly #now: () => number;
  #times = 0;
  #until = 0;

  constructor(pauses: BackoffOptions = usual, now: () => number = monotonic) {
    this.#pauses = pauses;
    this.#now = now;
  }

  /** Milliseconds until the server may be asked again. */
  get remaining(): number {
    return Math.max(0, this.#until - this.#now());
  }

  /**
   * The server has had enough. What went out before the present pause does not lengthen it, unless the server asks for more.
   * @param asked milliseconds that the server itself has asked for
   */
  pause(asked = 0): void {
    const wanted = Math.min(asked, longestAsked);
    if (this.remaining === 0) {
      this.#times += 1;
      this.#until = this.#now() + Math.max(wanted, backoffDelay(this.#times, this.#pauses));
    } else if (wanted > this.remaining) this.#until = this.#now() + wanted;
  }

  /** Somebody has changed something: the server may be asked at once. */
  lift(): void {
    this.#times = 0;
    this.#until = 0;
  }

  /** The server answers again. */
  reset(): void {
    if (this.remaining === 0) this.#times = 0;
  }

  /**
   * Waits for the end of the pause, and a moment more, for a crowd that sets off together is refused together.
   * @param longest milliseconds to wait at most
   * @returns whether the server may be asked now
   */
  async wait(origin: Origin, longest: number, signal: AbortSignal): Promise<boolean> {
    const { remaining } = this;
    if (remaining === 0) return true;
    if (remaining > longest) return false;
    const spread = Math.random() * Math.min(this.#pauses.first, longest - remaining);
    try {
      await delay(remaining + spread, undefined, { signal });
    } catch {
      throw aborted(origin);
    }
    return this.remaining === 0 || this.wait(origin, longest - remaining - spread, signal);
  }
}
