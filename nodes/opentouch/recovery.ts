import type { OpenTouchConnection } from './connection.ts';
import type { Interest } from './interest.ts';
import type { Listener } from './listener.ts';
import { readState } from './resync.ts';

/** A listener, and what it is about in this session. */
export interface Concerned {
  readonly listener: Listener;
  readonly interest: Interest;
}

/** Brings event sources up to date by reading the state back: all after a gap, and those that want it as they begin. */
export class Recovery {
  readonly #connection: OpenTouchConnection;
  readonly #present: ReadonlySet<Listener>;
  readonly #begun = new WeakSet<Listener>();
  readonly #underWay = new Set<AbortController>();

  /** @param present those who still listen */
  constructor(connection: OpenTouchConnection, present: ReadonlySet<Listener>) {
    this.#connection = connection;
    this.#present = present;
  }

  /**
   * Reads the state once for all concerned and tells each what is his. A newer gap ends an older reading.
   * @param lostSince when events may have been lost; without it, only those are served who begin
   */
  async run(all: readonly Concerned[], admin: boolean, lostSince?: Date): Promise<void> {
    const concerned = all.filter(({ listener }) => lostSince || (listener.wantsState && !this.#begun.has(listener)));
    if (concerned.length === 0) return;
    if (lostSince) this.stop();
    const reading = new AbortController();
    this.#underWay.add(reading);
    for (const { listener } of concerned) {
      this.#begun.add(listener);
      listener.onRecovering?.();
    }
    const interests = concerned.map(({ interest }) => interest);
    const loginNames = admin ? [...new Set(interests.flatMap((interest) => interest.loginNames))] : [];
    const users = await readState(this.#connection, interests, loginNames, reading.signal);
    this.#underWay.delete(reading);
    if (reading.signal.aborted) return;
    for (const { listener, interest } of concerned.filter((one) => this.#present.has(one.listener))) {
      const theirs = users.filter(({ loginName }) => !loginName || interest.loginNames.includes(loginName));
      listener.onResync({ ...(lostSince && { lostSince: lostSince.toISOString() }), users: theirs });
    }
  }

  /** Ends what is being read; nobody is told of it. */
  stop(): void {
    for (const reading of this.#underWay) reading.abort();
    this.#underWay.clear();
  }
}
