import { monotonic } from '../backoff.ts';

/** Milliseconds in which the same thing is said once. */
const usualPause = 60_000;

interface Said {
  readonly at: number;
  /** How often it has happened since, unsaid. */
  more: number;
}

/**
 * Says what may happen thousands of times once a minute: at once the first time, later with how often it happened in
 * between.
 * @param say writes one line
 * @param now the time in milliseconds
 */
export class ThrottledLog {
  readonly #say: (line: string) => void;
  readonly #pause: number;
  readonly #now: () => number;
  readonly #said = new Map<string, Said>();

  constructor(say: (line: string) => void, pause = usualPause, now: () => number = monotonic) {
    this.#say = say;
    this.#pause = pause;
    this.#now = now;
  }

  /** @param line a fixed text, never one that a stranger can vary: every line is remembered */
  log(line: string): void {
    const now = this.#now();
    const before = this.#said.get(line);
    if (before && now - before.at < this.#pause) {
      before.more += 1;
      return;
    }
    this.#said.set(line, { at: now, more: 0 });
    this.#say(before?.more ? `${line} (and ${before.more} times more since the last such line)` : line);
  }
}
