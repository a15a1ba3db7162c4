import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Ledger, LedgerOptions } from './ledger.ts';
import { SqliteLedger } from './sqlite-ledger.ts';
import { Store } from './store.ts';
import { StoreRecord } from './store-record.ts';

interface Shared {
  readonly store: Store;
  users: number;
}

/** What this process has open, by directory, and what it is closing. */
const shared = new Map<string, Shared>();
const closing = new Map<string, Promise<void>>();

/**
 * Opens what a partner keeps; it can be used as soon as its files can, see its `health`. Several in one process may have
 * the same directory; what one writes the others see.
 */
export function startLedger(options: LedgerOptions): Ledger {
  return start(options).ledger;
}

/**
 * The same for who can only work with it or not.
 * @throws STORE_IN_USE when another process has it, STORE_VERSION, STORE_GONE, STORE_DAMAGED, STORE_FULL, STORE_FAILED …
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { ledger, store } = start(options);
  await store.tried();
  const { error } = store.health;
  if (!error) return ledger;
  await ledger.close();
  throw error;
}

function start(options: LedgerOptions): { ledger: Ledger; store: Store } {
  const directory = nameOf(options.directory);
  const record = new StoreRecord(options.record ?? join(directory, 'partner.json'), directory);
  const known = shared.get(directory) ?? { store: new Store(directory, record, closing.get(directory)), users: 0 };
  shared.set(directory, known);
  known.users += 1;
  const { store } = known;
  return { store, ledger: new SqliteLedger(store, options, () => release(directory, known)) };
}

async function release(directory: string, used: Shared): Promise<void> {
  used.users -= 1;
  if (used.users > 0) return;
  shared.delete(directory);
  const ended = used.store.close();
  closing.set(directory, ended);
  await ended;
  if (closing.get(directory) === ended) closing.delete(directory);
}

/** The directory by the name that it has for everybody, whether it is there or not. */
function nameOf(directory: string): string {
  const path = resolve(directory);
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(nameOf(dirname(path)), basename(path));
  }
}
