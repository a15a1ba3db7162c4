import { monotonic } from '../backoff.ts';
import { aborted, type Origin, TelephonyError } from '../errors.ts';

/** One request that the rate allows. To be ended in one of two ways, each more than once without harm. */
export interface Turn {
  /** The request was answered, or given up. */
  answered(): void;
  /** Nothing was sent. */
  unused(): void;
}

interface Slot {
  /** On the monotonic clock. */
  until: number;
}

/** Requests that wait at most; whoever sends more is told. */
const mostWaiting = 10_000;

/**
 * Keeps requests below the rate that the other side is known to allow, instead of running into its quota; first come,
 * first served. A request counts until a whole span after its answer, for only then is it certain that the other side
 * counts it no longer, however long it was on its way; one that is answered slowly counts for two spans.
 */
export class RateLimiter {
  /** Requests within a span; 0: as many as come. */
  limit: number;
  readonly #span: number;
  readonly #now: () => number;
  readonly #slots = new Set<Slot>();
  #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param span milliseconds
   * @param now milliseconds of a monotonic clock
   */
  constructor(limit: number, span: number, now: () => number = monotonic) {
    this.limit = limit;
    this.#span = span;
    this.#now = now;
  }

  /**
   * Resolves when the next request may go out.
   * @param origin whose error it is when nothing is sent: `ABORTED`, `TOO_MANY_REQUESTS`
   */
  async take(origin: Origin, signal: AbortSignal): Promise<Turn> {
    if (signal.aborted) throw aborted(origin);
    if (this.#waiting.size === 0 && this.#isFree()) return this.#turn();
    if (this.#waiting.size >= mostWaiting) throw tooManyWaiting(origin);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(go);
        if (this.#waiting.size === 0) clearTimeout(this.#timer);
        reject(aborted(origin));
      };
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve(this.#turn());
      };
      this.#waiting.add(go);
      signal.addEventListener('abort', leave, { once: true });
      this.#serve();
    });
  }

  #isFree(): boolean {
    if (!(this.limit > 0)) return true;
    const now = this.#now();
    for (const slot of this.#slots) if (slot.until <= now) this.#slots.delete(slot);
    return this.#slots.size < this.limit;
  }

  #turn(): Turn {
    const slot: Slot = { until: this.#now() + 2 * this.#span };
    this.#slots.add(slot);
    const end = (until: number) => {
      slot.until = Math.min(slot.until, until);
      if (this.#waiting.size > 0) this.#serve();
    };
    return {
      answered: () => end(this.#now() + this.#span),
      unused: () => end(this.#now()),
    };
  }

  #serve(): void {
    clearTimeout(this.#timer);
    for (const go of this.#waiting) {
      if (!this.#isFree()) break;
      this.#waiting.delete(go);
      go();
    }
    if (this.#waiting.size === 0) return;
    const first = Math.min(...[...this.#slots].map(({ until }) => until));
    this.#timer = setTimeout(() => this.#serve(), Math.max(1, Math.ceil(first - this.#now())));
  }
}

function tooManyWaiting(origin: Origin): TelephonyError {
  const message = `not sent, because ${mostWaiting} requests are already waiting for their turn; send fewer`;
  return new TelephonyError('TOO_MANY_REQUESTS', message, { ...origin, canRetry: true });
}
