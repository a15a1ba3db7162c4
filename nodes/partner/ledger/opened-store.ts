import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TelephonyError } from '../../runtime/errors.ts';
import { type Database, type DatabaseHooks, openDatabase } from './database.ts';
import { failed, storeError } from './errors.ts';
import { type Lock, lock } from './lock.ts';
import { type FileDifference, StoreFiles } from './store-files.ts';
import type { StoreRecord } from './store-record.ts';
import { layoutOf, migrate, type Tables, tablesOf, writeNothing } from './tables.ts';

/** A store that is open: nobody else has it, and its files are sound. */
export interface OpenedStore {
  readonly database: Database;
  readonly tables: Tables;
  readonly files: StoreFiles;
  readonly lock: Lock;
}

/** Where a store is, and who opens it. */
export interface StorePlace {
  readonly directory: string;
  readonly record: StoreRecord;
  /** Tells what the opener accepts from what was there before. */
  readonly run: string;
}

/** What is told of an open store. */
export type StoreHooks = Required<Pick<DatabaseHooks, 'written' | 'failed'>>;

/**
 * Opens what is in a directory. A new store is begun only where none was.
 * @throws STORE_IN_USE, STORE_VERSION, STORE_GONE, STORE_DAMAGED, STORE_FULL, STORE_READ_ONLY, STORE_FAILED
 */
export async function openFiles({ directory, record, run }: StorePlace, hooks: StoreHooks): Promise<OpenedStore> {
  const files = new StoreFiles(directory);
  let held: Lock | undefined;
  let database: Database | undefined;
  try {
    if (!existsSync(directory)) {
      if (record.isKnown) throw files.gone('the directory is missing');
      mkdirSync(directory, { recursive: true });
    }
    held = await lock(join(directory, 'partner.lock'), () => hooks.failed(takenAway(directory)));
    await begin(files, record);
    const mine = held;
    database = await openDatabase(files.database, {
      ...hooks,
      before: () => certain(files, mine, files.difference()),
      after: () => certain(files, mine, files.differenceAfterWriting()),
    });
    if (layoutOf(database) === 0) throw files.gone('the database holds nothing of a partner');
    const found = database.get('PRAGMA quick_check(1)')?.['quick_check'];
    if (found !== 'ok') throw new Error('malformed');
    migrate(database);
    writeNothing(database);
    record.add();
    files.remember();
    return { database, tables: tablesOf(database, run), files, lock: held };
  } catch (error) {
    database?.abandon(failed('', error));
    held?.release();
    throw why(files, error);
  }
}

/** Before anything is there: a complete, empty database under its name, or none. */
async function begin(files: StoreFiles, record: StoreRecord): Promise<void> {
  const { database: file } = files;
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.size === 0) throw files.gone('the database is empty');
  if (there) return;
  if (existsSync(rescuedOf(file))) return files.putInPlace(rescuedOf(file));
  if (record.isKnown) throw files.gone(`the database is missing, and ${record.file} says that there was one`);
  const draft = `${file}.new`;
  for (const rest of ['', '-wal', '-journal']) rmSync(`${draft}${rest}`, { force: true });
  const database = await openDatabase(draft);
  try {
    migrate(database);
  } finally {
    database.close();
  }
  files.putInPlace(draft);
}

/** @throws STORE_CHANGED, STORE_IN_USE unless what is written is what a restart would find, and nobody else writes */
function certain({ directory }: StoreFiles, held: Lock, difference: FileDifference | undefined): void {
  if (difference) throw storeError('STORE_CHANGED', `The store in ${directory}: ${differences[difference]}`, true);
  if (held.isHeld()) return;
  if (held.isTaken()) throw takenAway(directory);
  throw storeError('STORE_CHANGED', `The store in ${directory}: its lock was deleted; it is made again`, true);
}

const differences: Readonly<Record<FileDifference, string>> = {
  missing: 'the database was deleted while it was in use; it is written again from what is still open',
  replaced:
    'the database was replaced while it was in use; the other one is opened, and what was in use is kept beside it, as partner-replaced-….db',
  changed:
    'another program has written to the database while it was in use; it is examined, and a copy of it is kept beside it, as partner-changed-….db',
};

/** Another Node-RED has it; it is told so at once, and taken back when the other has gone. */
function takenAway(directory: string): TelephonyError {
  const text = `The store in ${directory} was taken by another Node-RED; two cannot keep the same state`;
  return storeError('STORE_IN_USE', text, true);
}

/** A copy that was complete when something ended the process. */
function rescuedOf(file: string): string {
  return `${file}.rescued`;
}

/**
 * Closes a store whose files are not what they were, so that nothing is lost that can be kept: what was deleted is written
 * again, what was replaced or changed by others gets a copy beside it.
 * @throws when that is not possible now; the store is still open then, and all that is in it
 */
export function closeAndRescue({ database, files, lock: held }: OpenedStore, reason: TelephonyError): void {
  const difference = files.difference();
  if (held.isTaken()) {
    // Closing it would write to what is another's now.
    database.leave(reason);
  } else if (difference === 'missing') {
    files.restoreDirectory();
    const draft = `${files.database}.draft`;
    rmSync(draft, { force: true });
    database.copyTo(draft);
    renameSync(draft, rescuedOf(files.database));
    files.closing(() => database.abandon(reason));
    files.putInPlace(rescuedOf(files.database));
  } else {
    if (difference === 'replaced') database.copyTo(files.spare('replaced'));
    if (difference === 'changed') files.copyTo(files.spare('changed'));
    files.closing(() => database.abandon(reason));
  }
  held.release();
}

/** What the system says of the disk is more than what SQLite says of it. */
function why(files: StoreFiles, error: unknown): TelephonyError {
  const problem = failed(`The store in ${files.directory} cannot be opened`, error);
  return problem.code === 'STORE_FAILED' ? (files.obstacle() ?? problem) : problem;
}
