import { open } from 'node:fs/promises';
import type { Database as Sqlite } from 'node-sqlite3-wasm';
import { inBackground } from '../../runtime/background.ts';
import type { TelephonyError } from '../../runtime/errors.ts';
import { type Steps, sliceLength } from '../../runtime/slices.ts';
import { failed } from './errors.ts';

/** A change that is made in steps. */
export interface Stepped {
  /** Begins it; each step may throw, and then nothing of it happened. */
  readonly steps: () => Steps<void>;
}

/** Why a transaction came to nothing. */
export interface SteppedFailure {
  readonly error: TelephonyError;
  /** It is not the change that is at fault, but the file. */
  readonly whole: boolean;
}

/** What whoever runs one is asked and told. */
export interface SteppedHooks {
  /** May throw: then nothing is begun. */
  begin(): void;
  /** It is in the file; may throw, and then it failed all the same. */
  committed(): void;
  over(failure?: SteppedFailure): void;
}

/**
 * Pages that are kept in memory meanwhile. What is more goes into the log at once, and not all of it at the end, where nothing
 * could be done in between.
 */
const smallCache = 'PRAGMA cache_size = 500; PRAGMA cache_spill = 500; PRAGMA wal_autocheckpoint = 0';
const usualCache = 'PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 1000';

/**
 * One transaction that lasts for many turns of the event loop. Until it is over, the connection shows what nobody may see yet.
 */
export class SteppedTransaction {
  readonly over: Promise<void>;
  readonly #sqlite: Sqlite;
  readonly #log: string;
  readonly #stepped: Stepped;
  readonly #hooks: SteppedHooks;
  #steps: Steps<void> | undefined;
  #resolve: () => void = () => {};
  #turn: NodeJS.Immediate | undefined;
  #ended = false;

  constructor(sqlite: Sqlite, log: string, stepped: Stepped, hooks: SteppedHooks) {
    this.#sqlite = sqlite;
    this.#log = log;
    this.#stepped = stepped;
    this.#hooks = hooks;
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  begin(): void {
    try {
      this.#hooks.begin();
      this.#sqlite.exec(`${smallCache}; BEGIN IMMEDIATE`);
      this.#steps = this.#stepped.steps();
      this.#later(() => this.#slice());
    } catch (error) {
      this.#fail(error, true);
    }
  }

  /** Does at once what is left of it. */
  finish(): void {
    clearImmediate(this.#turn);
    if (!this.#ended && this.#advance(Number.POSITIVE_INFINITY)) this.#commit();
  }

  /** Undoes it, for the file is to be closed. */
  breakOff(reason: TelephonyError): void {
    clearImmediate(this.#turn);
    if (!this.#ended) this.#fail(reason, false);
  }

  #later(action: () => void): void {
    this.#turn = setImmediate(action);
  }

  #slice(): void {
    if (!this.#advance(performance.now() + sliceLength)) {
      if (!this.#ended) this.#later(() => this.#slice());
      return;
    }
    // The disk takes what is in the log by now without anybody waiting; little is left for the end.
    inBackground(
      this.#sync().then(() => {
        if (!this.#ended) this.#commit();
      }),
    );
  }

  /** @returns whether all steps are done */
  #advance(end: number): boolean {
    try {
      do if (this.#steps?.next().done !== false) return true;
      while (performance.now() < end);
    } catch (error) {
      // Where SQLite has given up the transaction by itself, it is the disk that is at fault.
      this.#fail(error, !this.#sqlite.inTransaction);
    }
    return false;
  }

  async #sync(): Promise<void> {
    try {
      const handle = await open(this.#log, 'r+');
      await handle.sync().finally(() => handle.close());
    } catch {
      // Whatever it is, the end of the transaction finds it, too.
    }
  }

  #commit(): void {
    try {
      this.#sqlite.exec('COMMIT');
      this.#hooks.committed();
    } catch (error) {
      this.#fail(error, true);
      return;
    }
    this.#ended = true;
    this.#later(() => this.#tidy());
    this.#end();
  }

  /** What is in the log goes into the database; the next change would do it otherwise, and somebody would wait for it. */
  #tidy(): void {
    try {
      this.#sqlite.exec(usualCache);
      this.#sqlite.exec('PRAGMA wal_checkpoint');
      this.#hooks.committed();
    } catch {
      // Closed meanwhile, or what is wrong is found by the next change.
    }
  }

  #fail(error: unknown, whole: boolean): void {
    this.#ended = true;
    this.#quietly('ROLLBACK');
    this.#quietly(usualCache);
    this.#end({ error: failed('It could not be written', error), whole });
  }

  #quietly(sql: string): void {
    try {
      if (sql !== 'ROLLBACK' || this.#sqlite.inTransaction) this.#sqlite.exec(sql);
    } catch {
      // SQLite has given the transaction up by itself.
    }
  }

  #end(failure?: SteppedFailure): void {
    this.#hooks.over(failure);
    this.#resolve();
  }
}
