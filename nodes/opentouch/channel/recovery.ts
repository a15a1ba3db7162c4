import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { backoffDelay } from '../../runtime/backoff.ts';
import type { OpenTouchConnection } from '../session/connection.ts';
import type { ConnectionTiming } from '../session/settings.ts';
import type { EventDispatcher } from './dispatcher.ts';
import type { EventInterest } from './filter.ts';
import type { ChannelListener } from './listener.ts';
import { readState } from './resync.ts';

/** A listener, and what it is about in this session. */
export interface Concerned {
  readonly listener: ChannelListener;
  readonly interest: EventInterest;
}

/** Brings event sources up to date by reading the state back: all after a gap, and those that want it as they begin. */
export class Recovery {
  readonly #connection: OpenTouchConnection;
  readonly #dispatcher: EventDispatcher;
  readonly #timing: ConnectionTiming;
  readonly #begun = new WeakSet<ChannelListener>();
  /** What is being read, and since when that makes up for what was lost. */
  readonly #underWay = new Map<AbortController, Date | undefined>();

  /** @param dispatcher knows who still listens */
  constructor(connection: OpenTouchConnection, dispatcher: EventDispatcher, timing: ConnectionTiming) {
    this.#connection = connection;
    this.#dispatcher = dispatcher;
    this.#timing = timing;
  }

  /**
   * Reads the state once for all concerned and tells each what is theirs; again and again as long as the server cannot
   * tell all of it. A newer gap ends an older reading.
   * @param lostSince when events may have been lost; without it, only those are served who begin
   */
  async run(all: readonly Concerned[], admin: boolean, lostSince?: Date): Promise<void> {
    const concerned = all.filter(({ listener }) => lostSince || (listener.wantsState && !this.#begun.has(listener)));
    if (concerned.length === 0) return;
    // What the older reading has not told by now, the newer one does.
    const since =
      lostSince && [...this.#underWay.values(), lostSince].flatMap((date) => date ?? []).toSorted(byTime)[0];
    if (lostSince) this.stop();
    const reading = new AbortController();
    setMaxListeners(0, reading.signal);
    this.#underWay.set(reading, since);
    try {
      await this.#read(concerned, admin, reading.signal, since);
    } finally {
      this.#underWay.delete(reading);
    }
  }

  /** Ends what is being read; nobody is told of it. */
  stop(): void {
    for (const reading of this.#underWay.keys()) reading.abort();
    this.#underWay.clear();
  }

  async #read(
    concerned: readonly Concerned[],
    admin: boolean,
    signal: AbortSignal,
    lostSince: Date | undefined,
  ): Promise<void> {
    const interests = concerned.map(({ interest }) => interest);
    const loginNames = admin ? [...new Set(interests.flatMap((interest) => interest.loginNames))] : [];
    const { firstRetry: first, longestRetry: longest } = this.#timing;
    for (let attempt = 1; ; attempt += 1) {
      for (const { listener } of concerned) {
        this.#begun.add(listener);
        this.#dispatcher.call(listener, () => listener.onRecovering?.());
      }
      const { users, complete } = await readState(this.#connection, interests, loginNames, signal);
      if (signal.aborted) return;
      for (const { listener, interest } of concerned.filter((one) => this.#dispatcher.has(one.listener))) {
        const theirs = users.filter(({ loginName }) => !loginName || interest.loginNames.includes(loginName));
        const resync = { ...(lostSince && { lostSince: lostSince.toISOString() }), users: theirs };
        this.#dispatcher.call(listener, () => listener.onResync(resync));
      }
      if (complete) return;
      await wait(backoffDelay(attempt, { first, longest }), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
  }
}

const byTime = (one: Date, other: Date) => one.getTime() - other.getTime();
