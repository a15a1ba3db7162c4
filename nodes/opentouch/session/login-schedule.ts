import { backoffDelay, monotonic } from '../../runtime/backoff.ts';
import { TelephonyError } from '../../runtime/errors.ts';
import type { ConnectionTiming } from './settings.ts';

/** When log-in may be tried: never again once the server has refused the credentials, else ever more slowly. */
export class LoginSchedule {
  readonly #timing: ConnectionTiming;
  /** Trying again is of no use until the account is deployed anew. */
  #final: TelephonyError | undefined;
  #failures = 0;
  #failure: TelephonyError | undefined;
  #until = 0;

  /** @param problem why log-in cannot even be tried */
  constructor(timing: ConnectionTiming, problem?: TelephonyError) {
    this.#timing = timing;
    this.#final = problem;
  }

  /** Milliseconds until the next attempt. */
  get remaining(): number {
    return this.#failure ? Math.max(0, this.#until - monotonic()) : 0;
  }

  /** Whether trying again is of no use until the account is deployed anew. */
  isFinal(error: unknown): boolean {
    return error !== undefined && error === this.#final;
  }

  /** What stands in the way of an attempt now. After one failure only, whoever asks is served at once. */
  get obstacle(): TelephonyError | undefined {
    if (this.#final) return this.#final;
    const { remaining } = this;
    if (!this.#failure || this.#failures < 2 || remaining === 0) return undefined;
    const { code, message, cause } = this.#failure;
    return new TelephonyError(code, `${message}; the next attempt is in ${Math.ceil(remaining / 1000)} s`, cause);
  }

  /** The time of the next attempt has come. */
  due(): void {
    this.#until = 0;
  }

  /** Log-in has succeeded. */
  succeeded(): void {
    this.#failures = 0;
    this.#failure = undefined;
  }

  /**
   * Log-in has failed.
   * @returns milliseconds until the next attempt, undefined where there is none
   */
  failed(error: TelephonyError): number | undefined {
    if (error.code === 'UNAUTHORIZED' && !error.cause.canRetry) {
      this.#final = error;
      return undefined;
    }
    this.#failures += 1;
    this.#failure = error;
    const { firstRetry: first, longestRetry, longestLoginRetry } = this.#timing;
    const { status } = error.cause;
    // Who knows what a refusal without words means; accounts lock.
    const longest = status === 401 || status === 403 ? longestLoginRetry : longestRetry;
    const pause = backoffDelay(this.#failures, { first, longest });
    this.#until = monotonic() + pause;
    return pause;
  }
}
