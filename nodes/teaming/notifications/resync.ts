import { inBackground } from '../../runtime/background.ts';
import { describeError } from '../../runtime/errors.ts';
import { retry } from '../../runtime/http/retry.ts';
import type { TeamingApi } from '../subscriptions/api.ts';

/** What a flow is told after events may have been lost. */
export interface CallResync {
  /** When everything was still known; ISO 8601. */
  readonly lostSince: string;
  /** The calls that there are; or why they could not be read, as `{ error: { code, message } }`. */
  readonly users: readonly { readonly userId: string; readonly calls: unknown }[];
}

/** Reads users' calls back, one reading at a time for each. */
export class CallReader {
  readonly #api: TeamingApi;
  readonly #tell: (userId: string, resync: CallResync) => void;
  readonly #closing = new AbortController();
  /** By user: since when events may have been lost that no reading has begun after. */
  readonly #due = new Map<string, Date>();
  readonly #reading = new Set<string>();

  constructor(api: TeamingApi, tell: (userId: string, resync: CallResync) => void) {
    this.#api = api;
    this.#tell = tell;
  }

  read(userId: string, lostSince: Date): void {
    const due = this.#due.get(userId);
    if (!due || lostSince < due) this.#due.set(userId, lostSince);
    if (!this.#reading.has(userId)) inBackground(this.#readAll(userId).finally(() => this.#reading.delete(userId)));
  }

  close(): void {
    this.#closing.abort();
  }

  async #readAll(userId: string): Promise<void> {
    const { signal } = this.#closing;
    this.#reading.add(userId);
    for (;;) {
      const lostSince = this.#due.get(userId);
      this.#due.delete(userId);
      if (!lostSince) break;
      const calls = await retry(() => this.#api.list('teaming-get-calls', { userId }, signal), signal).catch(
        (error: unknown) => ({ error: describeError(error) }),
      );
      if (signal.aborted) return;
      this.#tell(userId, { lostSince: lostSince.toISOString(), users: [{ userId, calls }] });
    }
  }
}
