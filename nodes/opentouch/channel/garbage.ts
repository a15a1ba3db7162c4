import { TelephonyError } from '../../runtime/errors.ts';
import { channelOrigin } from './subscription.ts';

/** Counts lines of the channel that are no events, and tells of all that come within a while at once. */
export class GarbageCount {
  readonly #pause: number;
  readonly #report: (problem: TelephonyError) => void;
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param pause milliseconds that are waited for more of them */
  constructor(pause: number, report: (problem: TelephonyError) => void) {
    this.#pause = pause;
    this.#report = report;
  }

  /** One more line. */
  add(): void {
    this.#count += 1;
    // As long as they go on coming, they are counted.
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#tell(), this.#pause);
  }

  /** Forgets what was counted. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#count = 0;
  }

  #tell(): void {
    const lines = this.#count === 1 ? 'a line is' : `${this.#count} lines are`;
    this.stop();
    const message = `${lines} no event and skipped; if that goes on, look at what stands between here and the server`;
    this.#report(new TelephonyError('BAD_ANSWER', message, { ...channelOrigin, canRetry: false }));
  }
}
