import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database as Sqlite, Statement } from 'node-sqlite3-wasm';
import type { TelephonyError } from '../../runtime/errors.ts';
import type { Steps } from '../../runtime/slices.ts';
import { closed, failed } from './errors.ts';
import { type Stepped, SteppedTransaction } from './stepped-transaction.ts';
import { syncPath } from './store-files.ts';

/** What SQLite keeps in a column. */
export type Value = string | number | null;

/** A row of a result, by column. */
export type SqlRow = Readonly<Record<string, Value>>;

interface Job {
  readonly stepped: Stepped;
  /** It has turned out to take long: it gets a transaction of its own, and the event loop goes on in between. */
  long: boolean;
  /** Once it is on disk. */
  done(): void;
  fail(error: unknown): void;
}

/**
 * Milliseconds that one transaction gathers changes for, so that no answer waits long for others: as long as the disk took
 * the last time, within these limits. On a slow disk more changes share a wait.
 */
const [shortestTurn, longestTurn] = [20, 200];

/** Steps after which a change is a long one. */
const shortChange = 24;

/** What whoever has opened a database wants to know of its transactions. */
export interface DatabaseHooks {
  /** Before and after each; an error that is thrown there fails all changes in it, though after it they are in the file. */
  before?(): void;
  after?(): void;
  /** It was written, and every change in it is on disk. */
  written?(): void;
  /** It failed as a whole; gives what those are told who wanted to write. */
  failed?(error: TelephonyError): TelephonyError;
}

/**
 * One SQLite file. Changes are gathered: what was asked for since the last transaction is made in the next one, each change
 * by itself all or nothing, and the disk is waited for once. Readers see what is on disk.
 */
export class Database {
  readonly #sqlite: Sqlite;
  readonly #hooks: DatabaseHooks;
  readonly #statements = new Map<string, Statement>();
  #jobs: Job[] = [];
  #turn: NodeJS.Immediate | undefined;
  #stepped: SteppedTransaction | undefined;
  #closed: TelephonyError | undefined;
  #lastCommit = 0;
  #written = 0;
  readonly #file: string;

  constructor(sqlite: Sqlite, file: string, hooks: DatabaseHooks = {}) {
    this.#sqlite = sqlite;
    this.#file = file;
    this.#hooks = hooks;
  }

  /** How many transactions there were; where it is what it was before, nothing has changed in between. */
  get written(): number {
    return this.#written;
  }

  /**
   * Runs a change; resolves with what it gave when it is on disk.
   * @param change may throw, and then nothing of it happened. Runs at some later time, after all changes asked for before it
   */
  write<T>(change: () => T): Promise<T> {
    // biome-ignore lint/correctness/useYield: it is one step.
    return this.writeInSteps(function* () {
      return change();
    });
  }

  /**
   * The same for a change that may be long, all or nothing like any other. One of many steps is undone and begun once more, in
   * slices of some milliseconds: others that want to write wait for its end then, and whoever reads has to wait until {@link still}.
   */
  writeInSteps<T>(change: () => Steps<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) return reject(this.#closed);
      let result: T;
      const steps = function* () {
        result = yield* change();
      };
      this.#jobs.push({ stepped: { steps }, long: false, done: () => resolve(result), fail: reject });
      this.#schedule();
    });
  }

  /** Resolves when nothing stands in the database that is not certain yet. */
  async still(): Promise<void> {
    while (this.#stepped) await this.#stepped.over;
  }

  all(sql: string, values: readonly Value[] = []): SqlRow[] {
    return this.#with(sql, (statement) => statement.all([...values]) as SqlRow[]);
  }

  /** The first row. The others are read, too: a statement that was not read to its end would hold on to the whole log. */
  get(sql: string, values: readonly Value[] = []): SqlRow | undefined {
    return this.all(sql, values)[0];
  }

  /** @returns the number of rows that it changed */
  run(sql: string, values: readonly Value[] = []): number {
    return this.#with(sql, (statement) => statement.run([...values]).changes);
  }

  /** @returns the number that SQLite has given to the row that was added */
  insert(sql: string, values: readonly Value[]): number {
    return this.#with(sql, (statement) => Number(statement.run([...values]).lastInsertRowid));
  }

  exec(sql: string): void {
    this.#sqlite.exec(sql);
  }

  /** Writes all that is in the database into a new file, even if its own has lost its name. */
  copyTo(file: string): void {
    this.#stepped?.breakOff(closed());
    this.exec(`VACUUM INTO '${file.replaceAll("'", "''")}'`);
  }

  /** Writes what was asked for before. */
  finish(): void {
    while ((this.#stepped || this.#jobs.length > 0) && !this.#closed) {
      if (this.#stepped) this.#stepped.finish();
      else this.#commit();
    }
  }

  /** Writes what was asked for before, and closes the file. */
  close(): void {
    this.finish();
    this.abandon(closed());
  }

  /**
   * Closes the file; what was asked for and is not written fails.
   * @param reason what is said to them, and to those who come later
   */
  abandon(reason: TelephonyError): void {
    if (this.#closed) return;
    this.leave(reason);
    for (const statement of this.#statements.values()) finalize(statement);
    this.#statements.clear();
    try {
      this.#sqlite.close();
    } catch {
      // Its file is not what it was; what could be kept is kept elsewhere by then.
    }
  }

  /** The same without closing the file, which writes what is in the log: it is another's by now. */
  leave(reason: TelephonyError): void {
    if (this.#closed) return;
    this.#closed = reason;
    clearImmediate(this.#turn);
    this.#stepped?.breakOff(reason);
    for (const job of this.#jobs.splice(0)) job.fail(reason);
  }

  #schedule(): void {
    if (this.#jobs.length > 0 && !this.#stepped && !this.#closed) this.#turn ??= setImmediate(() => this.#commit());
  }

  #commit(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    const [first] = this.#jobs;
    if (first?.long) {
      this.#jobs.shift();
      this.#begin(first);
      return;
    }
    const jobs = this.#jobs;
    this.#jobs = [];
    const end = performance.now() + Math.min(Math.max(this.#lastCommit, shortestTurn), longestTurn);
    let next = 0;
    const made: Job[] = [];
    try {
      this.#hooks.before?.();
      this.run('BEGIN IMMEDIATE');
      for (; next < jobs.length && performance.now() < end; next += 1) {
        const job = jobs[next] as Job;
        if (job.long) break;
        if (this.#try(job)) made.push(job);
        if (job.long) break;
      }
      const start = performance.now();
      this.run('COMMIT');
      this.#lastCommit = performance.now() - start;
      this.#written += 1;
      this.#hooks.after?.();
    } catch (error) {
      this.#rollBack();
      // Whatever is wrong with the disk is wrong for those that wait, too.
      const said = failed('It could not be written', error);
      const reason = this.#hooks.failed?.(said) ?? said;
      for (const job of [...made, ...jobs.slice(next)]) job.fail(reason);
      return;
    }
    this.#jobs.unshift(...jobs.slice(next));
    this.#schedule();
    for (const job of made) job.done();
    this.#hooks.written?.();
  }

  #begin(job: Job): void {
    const transaction = new SteppedTransaction(this.#sqlite, `${this.#file}-wal`, job.stepped, {
      begin: () => this.#hooks.before?.(),
      committed: () => {
        this.#written += 1;
        this.#hooks.after?.();
      },
      over: (failure) => {
        this.#stepped = undefined;
        if (!failure) job.done();
        else job.fail(failure.whole ? (this.#hooks.failed?.(failure.error) ?? failure.error) : failure.error);
        this.#schedule();
        if (!failure) this.#hooks.written?.();
      },
    });
    this.#stepped = transaction;
    transaction.begin();
  }

  /**
   * A change that throws is undone by itself, without harm to the others of its transaction; so is one that takes long.
   * @returns whether it was made
   */
  #try(job: Job): boolean {
    this.run('SAVEPOINT job');
    try {
      const steps = job.stepped.steps();
      for (let left = shortChange; !job.long && steps.next().done !== true; left -= 1) job.long = left === 0;
      if (job.long) this.run('ROLLBACK TO job');
      this.run('RELEASE job');
      return !job.long;
    } catch (error) {
      this.#undo(error);
      job.fail(failed('It could not be written', error));
      return false;
    }
  }

  /** @throws the error itself when SQLite has given up the whole transaction because of it */
  #undo(error: unknown): void {
    if (!this.#sqlite.inTransaction) throw error;
    this.run('ROLLBACK TO job');
    this.run('RELEASE job');
  }

  #rollBack(): void {
    try {
      if (this.#sqlite.inTransaction) this.exec('ROLLBACK');
    } catch {
      // SQLite has given the transaction up by itself.
    }
  }

  /** A statement that failed once would fail for ever, so it is prepared anew. */
  #with<T>(sql: string, use: (statement: Statement) => T): T {
    if (this.#closed) throw this.#closed;
    const statement = this.#statements.get(sql) ?? this.#sqlite.prepare(sql);
    this.#statements.set(sql, statement);
    try {
      return use(statement);
    } catch (error) {
      this.#statements.delete(sql);
      finalize(statement);
      throw error;
    }
  }
}

/** Says once more why the statement failed, which is known. */
function finalize(statement: Statement): void {
  try {
    statement.finalize();
  } catch {
    // It is gone all the same.
  }
}

/** Opens a file that nobody else has open, see lock.ts, or makes it. The engine is loaded with the first one. */
export async function openDatabase(file: string, hooks?: DatabaseHooks): Promise<Database> {
  // The package is CommonJS: all that it has is its default.
  const { default: engine } = (await import('node-sqlite3-wasm')) as unknown as {
    default: typeof import('node-sqlite3-wasm');
  };
  // A directory that stands for the lock of a process; whoever was killed has left it.
  rmSync(`${file}.lock`, { recursive: true, force: true });
  const sqlite = new engine.Database(file);
  try {
    sqlite.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON',
    );
    sqlite.exec('PRAGMA cache_size = -16000');
    sqlite.exec('BEGIN IMMEDIATE; COMMIT');
    syncPath(dirname(file));
    return new Database(sqlite, file, hooks);
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** Letters and digits that nobody mistakes for another on the telephone. */
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new id: random, so that a store that was put back from a backup does not give one away a second time. */
export function newId(prefix: string): string {
  return `${prefix}-${Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')}`;
}
