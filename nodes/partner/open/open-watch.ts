import { inBackground } from '../../runtime/background.ts';
import { monotonic } from '../../runtime/backoff.ts';
import type { Ledger, LedgerChange, OpenRequest, Request, UseCase } from '../ledger/ledger.ts';

/** Milliseconds between two reports of how many are open, and until an overdue one that could not be kept is tried again. */
const pause = 1_000;
const again = 60_000;

/** The longest time that a timer of Node.js can wait. */
const longestTimer = 2 ** 31 - 1;

/** How many requests are open. */
export interface OpenCounts {
  readonly open: number;
  readonly overdue: number;
  /** ISO 8601: when the oldest of them was accepted. */
  readonly oldest?: string;
}

/** What whoever watches open requests needs. */
export interface WatchParts {
  readonly ledger: Ledger;
  /** Milliseconds after which an open request is overdue; never if absent. */
  readonly after: number | undefined;
  /** Resolves with whether the flows run, so that somebody can hear of what is overdue. */
  isRunning(): Promise<boolean>;
  /** Told once of each request that has become overdue, in the life of the store. */
  tell(request: Request): void;
}

interface Watched {
  readonly useCase: UseCase;
  readonly acceptedAt: string;
  /** On the monotonic clock. */
  readonly dueAt: number;
  overdue: boolean;
}

/** Knows which requests are open, and says of each that has been open for too long that it is overdue. */
export class OpenWatch {
  readonly #parts: WatchParts;
  readonly #watched = new Map<string, Watched>();
  readonly #listeners = new Set<() => void>();
  /** What has begun or ended while the store is being read. */
  #meanwhile: Map<string, Watched | undefined> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #notice: NodeJS.Timeout | undefined;
  #telling = false;
  #closed = false;

  /** Ends with the ledger, or when it is closed. */
  constructor(parts: WatchParts) {
    this.#parts = parts;
    parts.ledger.subscribe((change) => this.#follow(change));
    parts.ledger.onHealth(({ state }) => state === 'open' && this.#load());
    if (parts.ledger.health.state === 'open') this.#load();
  }

  /** Those of some use cases; all if none are given. */
  counts(useCases?: readonly UseCase[]): OpenCounts {
    let [open, overdue] = [0, 0];
    let oldest: string | undefined;
    for (const request of this.#watched.values()) {
      if (useCases && !useCases.includes(request.useCase)) continue;
      open += 1;
      if (request.overdue) overdue += 1;
      oldest ??= request.acceptedAt;
    }
    return { open, overdue, ...(oldest !== undefined && { oldest }) };
  }

  /** The ids of all, the oldest first. */
  ids(): string[] {
    return [...this.#watched.keys()];
  }

  isOverdue(id: string): boolean {
    return this.#watched.get(id)?.overdue === true;
  }

  /** Calls back when the numbers may have changed, once a second at most, until the function it returns is called. */
  onChange(listener: () => void): () => void {
    const own = () => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Tells what is overdue by now. */
  look(): void {
    inBackground(this.#tellDue());
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#notice);
    this.#listeners.clear();
  }

  #follow(change: LedgerChange): void {
    if (change.kind !== 'request') return;
    const { id, state, useCase } = change;
    if (state === 'open') {
      const request = this.#watch({ id, useCase, acceptedAt: new Date().toISOString(), overdue: false });
      this.#watched.set(id, request);
      this.#meanwhile?.set(id, request);
      this.#arm(request.dueAt);
    } else {
      this.#watched.delete(id);
      this.#meanwhile?.set(id, undefined);
    }
    this.#changed();
  }

  #load(): void {
    // Why a store cannot be read is for the account to say; it is read when it can be.
    inBackground(this.#read(), () => undefined);
  }

  async #read(): Promise<void> {
    const meanwhile = new Map<string, Watched | undefined>();
    this.#meanwhile = meanwhile;
    const open = await this.#parts.ledger.open();
    if (this.#meanwhile !== meanwhile || this.#closed) return;
    this.#meanwhile = undefined;
    const before = new Map(this.#watched);
    this.#watched.clear();
    for (const request of open) this.#watched.set(request.id, before.get(request.id) ?? this.#watch(request));
    for (const [id, request] of meanwhile) {
      if (!request) this.#watched.delete(id);
      else if (!this.#watched.has(id)) this.#watched.set(id, request);
    }
    this.#tellListeners();
    this.look();
  }

  /** Wherever the wall clock stands: nothing is overdue later than it would be if it had been accepted just now. */
  #watch({ useCase, acceptedAt, overdue }: OpenRequest): Watched {
    const { after = Number.POSITIVE_INFINITY } = this.#parts;
    const left = Math.min(Date.parse(acceptedAt) + after - Date.now(), after);
    return { useCase, acceptedAt, overdue, dueAt: monotonic() + left };
  }

  async #tellDue(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    let pauseBefore = 0;
    try {
      if (!(await this.#parts.isRunning())) return;
      for (const [id, request] of this.#watched) {
        if (request.overdue || request.dueAt > monotonic()) continue;
        const news = await this.#parts.ledger.overdue(id);
        if (this.#closed) return;
        if (news) this.#parts.tell(news);
        request.overdue = true;
        this.#changed();
        // Only what was told is kept as told: whatever ends the process in between, it is told again.
        await this.#parts.ledger.markOverdue(id);
      }
    } catch {
      // It could not be kept that it is told; it is told when it can be.
      pauseBefore = again;
    } finally {
      this.#telling = false;
    }
    this.#armNext(pauseBefore);
  }

  #armNext(atLeast: number): void {
    let next = Number.POSITIVE_INFINITY;
    for (const { overdue, dueAt } of this.#watched.values()) if (!overdue) next = Math.min(next, dueAt);
    this.#arm(Math.max(next, monotonic() + atLeast));
  }

  /** What is accepted later is due later, so one timer is enough. */
  #arm(dueAt: number): void {
    if (this.#timer || this.#telling || this.#closed || dueAt === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max(0, dueAt - monotonic()), longestTimer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.look();
    }, wait);
    this.#timer.unref();
  }

  #changed(): void {
    if (this.#notice || this.#closed) return;
    this.#notice = setTimeout(() => this.#tellListeners(), pause);
    this.#notice.unref();
  }

  #tellListeners(): void {
    clearTimeout(this.#notice);
    this.#notice = undefined;
    for (const listener of this.#listeners) listener();
  }
}
