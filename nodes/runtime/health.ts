import { monotonic } from './backoff.ts';
import type { TelephonyError } from './errors.ts';

/** How a part of an account stands: its session, its channel. */
export type Condition =
  | { readonly kind: 'idle' | 'connecting' }
  /** Something is heard at least once in so many milliseconds; without that, it is not taken for connected any more. */
  | { readonly kind: 'connected'; readonly within?: number }
  /** Something failed, and is tried again after so many milliseconds. */
  | { readonly kind: 'waiting'; readonly error: TelephonyError; readonly pause: number }
  /** The other side has said of the account itself that trying again is of no use. */
  | { readonly kind: 'stopped'; readonly error: TelephonyError };

/** What an account knows of itself. All statuses come from it. */
export interface AccountState {
  /** That of its worst part. */
  readonly kind: Condition['kind'];
  /** What keeps its worst part from working; only while it waits or has stopped. */
  readonly problem?: TelephonyError;
  /** Times for people, by the clock on the wall. */
  readonly connectedSince?: Date;
  readonly lastHeard?: Date;
  readonly lastFailure?: { readonly at: Date; readonly error: TelephonyError };
  /** When it tries again. */
  readonly nextTry?: Date;
}

interface Part {
  readonly condition: Condition;
  /** By the monotonic clock. */
  heardAt: number;
  /** Nothing has been heard for longer than the condition allows. */
  silent: boolean;
}

const worstFirst: readonly Condition['kind'][] = ['stopped', 'waiting', 'connecting', 'connected', 'idle'];
const silence: Condition = { kind: 'connecting' };

/** The one state of an account, put together from those of its parts. */
export class Health {
  readonly #listeners = new Set<(state: AccountState) => void>();
  readonly #parts = new Map<string, Part>();
  #worst: Condition = { kind: 'idle' };
  #connectedSince: Date | undefined;
  #lastHeard: number | undefined;
  #lastFailure: AccountState['lastFailure'];
  #nextTry: Date | undefined;
  #watchdog: NodeJS.Timeout | undefined;

  /** @param onChange called when the state has become another */
  constructor(onChange?: (state: AccountState) => void) {
    if (onChange) this.#listeners.add(onChange);
  }

  get state(): AccountState {
    const worst = this.#worst;
    return {
      kind: worst.kind,
      ...('error' in worst && { problem: worst.error }),
      ...(this.#connectedSince && { connectedSince: this.#connectedSince }),
      ...(this.#lastHeard !== undefined && { lastHeard: new Date(this.#lastHeard) }),
      ...(this.#lastFailure && { lastFailure: this.#lastFailure }),
      ...(this.#nextTry && { nextTry: this.#nextTry }),
    };
  }

  /**
   * Calls a listener, which must not throw, whenever the state has become another.
   * @returns ends that
   */
  subscribe(listener: (state: AccountState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A part of the account has heard from the other side. */
  heard(name: string): void {
    this.#lastHeard = Date.now();
    const part = this.#parts.get(name);
    if (!part) return;
    part.heardAt = monotonic();
    if (!part.silent) return;
    part.silent = false;
    this.#changed();
  }

  /** How a part of the account stands now. */
  set(name: string, condition: Condition): void {
    this.#parts.set(name, { condition, heardAt: monotonic(), silent: false });
    if ('error' in condition) this.#lastFailure = { at: new Date(), error: condition.error };
    this.#changed();
  }

  #changed(): void {
    this.#listen();
    const before = this.#worst;
    this.#worst = worstOf([...this.#parts.values()].map(({ condition, silent }) => (silent ? silence : condition)));
    if (this.#worst === before || (this.#worst.kind === before.kind && !('error' in this.#worst))) return;
    this.#connectedSince = this.#worst.kind === 'connected' ? new Date() : undefined;
    this.#nextTry = this.#worst.kind === 'waiting' ? new Date(Date.now() + this.#worst.pause) : undefined;
    const { state } = this;
    for (const listener of [...this.#listeners]) listener(state);
  }

  /** Wakes up when the first of the parts may have been silent for too long. */
  #listen(): void {
    clearTimeout(this.#watchdog);
    const due = Math.min(...[...this.#parts.values()].map(silentFrom));
    if (due === Number.POSITIVE_INFINITY) return;
    this.#watchdog = setTimeout(() => this.#look(), Math.max(1, due - monotonic())).unref();
  }

  #look(): void {
    const now = monotonic();
    const silent = [...this.#parts.values()].filter((part) => silentFrom(part) <= now);
    for (const part of silent) part.silent = true;
    if (silent.length > 0) this.#changed();
    else this.#listen();
  }
}

/** When a part counts as silent unless it is heard before; never where that is not the question. */
function silentFrom({ condition, heardAt, silent }: Part): number {
  const { within } = condition.kind === 'connected' ? condition : {};
  return within === undefined || silent ? Number.POSITIVE_INFINITY : heardAt + within;
}

function worstOf(conditions: readonly Condition[]): Condition {
  const rank = ({ kind }: Condition) => worstFirst.indexOf(kind);
  return conditions.toSorted((a, b) => rank(a) - rank(b))[0] ?? { kind: 'idle' };
}
