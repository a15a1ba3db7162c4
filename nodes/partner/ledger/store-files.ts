import {
  type BigIntStats,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { failed, storeError } from './errors.ts';

/**
 * How the files on disk differ from those that are open: `missing` (deleted or emptied; what is open is all there is),
 * `replaced` (another file stands there), `changed` (somebody else has written to them).
 */
export type FileDifference = 'missing' | 'replaced' | 'changed';

/** Bytes that are free at least on a disk that is not full. */
const leastFree = 1024 * 1024;

/** The files of one open store: knows whether a restart would open what this process has open. */
export class StoreFiles {
  readonly directory: string;
  readonly database: string;
  readonly #log: string;
  #seen: { readonly database: Stamp; readonly log: Stamp | undefined } | undefined;
  #device: bigint | undefined;

  constructor(directory: string) {
    this.directory = directory;
    this.database = join(directory, 'partner.db');
    this.#log = `${this.database}-wal`;
  }

  /** Takes what stands there for what this process has written. */
  remember(): void {
    const database = stampOf(this.database);
    this.#seen = database && { database, log: stampOf(this.#log) };
    this.#device = stampOf(this.directory)?.dev;
  }

  /** How what stands there differs from what was remembered. */
  difference(): FileDifference | undefined {
    return this.#compare((before, now) => before.size === now.size && before.mtimeNs === now.mtimeNs);
  }

  /**
   * The same after this process has written: other sizes and times are its own doing, other files are not.
   * Remembers them unless they differ.
   */
  differenceAfterWriting(): FileDifference | undefined {
    const difference = this.#compare(() => true);
    if (difference === undefined) this.remember();
    return difference;
  }

  #compare(isSame: (before: Stamp, now: Stamp) => boolean): FileDifference | undefined {
    const before = this.#seen;
    if (!before) return undefined;
    const database = stampOf(this.database);
    if (!database) return 'missing';
    if (!isSameFile(before.database, database)) return database.size === 0n ? 'missing' : 'replaced';
    const log = stampOf(this.#log);
    if (before.log && (!log || !isSameFile(before.log, log))) return 'missing';
    const logIsSame = !before.log || !log || isSame(before.log, log);
    return isSame(before.database, database) && logIsSame ? undefined : 'changed';
  }

  /**
   * Makes the directory again if it is gone, but not on another disk: where something was mounted, what is written beside
   * it would be hidden by the next mount.
   * @throws STORE_GONE
   */
  restoreDirectory(): void {
    if (existsSync(this.directory)) return;
    let above = dirname(this.directory);
    while (!existsSync(above)) above = dirname(above);
    if (stampOf(above)?.dev !== this.#device) throw this.gone('its disk is not there');
    mkdirSync(this.directory, { recursive: true });
  }

  /** A file for what would be lost otherwise. */
  spare(what: 'replaced' | 'changed'): string {
    return join(this.directory, `partner-${what}-${new Date().toISOString().replaceAll(':', '')}.db`);
  }

  /** Copies database and log as they are. */
  copyTo(file: string): void {
    copyFileSync(this.database, file);
    if (existsSync(this.#log)) copyFileSync(this.#log, `${file}-wal`);
  }

  /** Runs what closes the database, which deletes the log of that name though it may be another's by now. */
  closing(close: () => void): void {
    const log = stampOf(this.#log);
    const mine = this.#seen?.log;
    const isForeign = log !== undefined && (!mine || !isSameFile(mine, log));
    const aside = `${this.#log}.aside`;
    if (isForeign) renameSync(this.#log, aside);
    close();
    if (isForeign) renameSync(aside, this.#log);
  }

  /** Puts a complete database in the place of what stands there, whose log would not fit. */
  putInPlace(file: string): void {
    syncPath(file);
    rmSync(this.#log, { force: true });
    renameSync(file, this.database);
    syncPath(this.directory);
  }

  /** There is no database where there was one, or it is none. */
  gone(what: string) {
    return storeError('STORE_GONE', `The store in ${this.directory} cannot be used: ${what}`, true);
  }

  /** What keeps files from being written into the directory, if anything does: `STORE_FULL`, `STORE_READ_ONLY` … */
  obstacle() {
    const probe = join(this.directory, 'partner.probe');
    try {
      const handle = openSync(probe, 'w');
      try {
        writeSync(handle, Buffer.alloc(65_536));
        fsyncSync(handle);
      } finally {
        closeSync(handle);
        rmSync(probe, { force: true });
      }
      const { bavail, bsize } = statfsSync(this.directory);
      if (bavail * bsize < leastFree) throw new Error('ENOSPC');
      return undefined;
    } catch (error) {
      return failed(`The store in ${this.directory} cannot be written`, error);
    }
  }
}

type Stamp = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs'>;

function stampOf(path: string): Stamp | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    // Something on the way to it is no directory any more, or must not be read.
    return undefined;
  }
}

function isSameFile(one: Stamp, other: Stamp): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

/** Waits until a file, or the names in a directory, are on disk. */
export function syncPath(path: string): void {
  const isDirectory = statSync(path).isDirectory();
  if (isDirectory && process.platform === 'win32') return;
  const handle = openSync(path, isDirectory ? 'r' : 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
