import { setTimeout as delay } from 'node:timers/promises';
import { aborted, type Origin } from './errors.ts';

/** Milliseconds of the first and of the longest pause. */
export interface Pauses {
  readonly first: number;
  readonly longest: number;
}

const usual: Pauses = { first: 1000, longest: 60_000 };

/** How long to leave a server alone that has asked for it: twice as long each time, and not everybody until the same moment. */
export class Backoff {
  readonly #pauses: Pauses;
  readonly #now: () => number;
  #times = 0;
  #until = 0;

  constructor(pauses: Pauses = usual, now: () => number = Date.now) {
    this.#pauses = pauses;
    this.#now = now;
  }

  /** Milliseconds until the server may be asked again. */
  get left(): number {
    return Math.max(0, this.#until - this.#now());
  }

  /** The server has had enough. What went out before the present pause does not lengthen it. */
  pause(): void {
    if (this.left > 0) return;
    const { first, longest } = this.#pauses;
    const whole = Math.min(longest, first * 2 ** this.#times);
    this.#times += 1;
    this.#until = this.#now() + whole * (0.75 + Math.random() / 4);
  }

  /** The server answers again. */
  relax(): void {
    if (this.left === 0) this.#times = 0;
  }

  /**
   * Waits for the end of the pause, and a moment more, for a crowd that sets off together is refused together.
   * @param longest milliseconds to wait at most
   * @returns whether the server may be asked now
   */
  async wait(origin: Origin, longest: number, signal: AbortSignal): Promise<boolean> {
    const { left } = this;
    if (left === 0) return true;
    if (left > longest) return false;
    const spread = Math.random() * Math.min(this.#pauses.first, longest - left);
    try {
      await delay(left + spread, undefined, { signal });
    } catch {
      throw aborted(origin);
    }
    return this.left === 0 || this.wait(origin, longest - left - spread, signal);
  }
}
