import { mkdirSync, realpathSync } from 'node:fs';
import type { Ledger, LedgerOptions } from '../ledger.ts';
import { failed } from './errors.ts';
import { KeptLedger } from './kept-ledger.ts';
import { openStore, type Store } from './store.ts';

interface Shared {
  readonly store: Store;
  users: number;
}

/** What this process has open, by directory. */
const open = new Map<string, Shared>();
/** Opening and closing of a directory, one after the other. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Opens what a partner keeps. Several in one process may have the same directory; what one writes the others see.
 * @throws STORE_IN_USE when another process has it, STORE_VERSION, STORE_FAILED
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const directory = made(options.directory);
  return inTurn(directory, async () => {
    const shared = open.get(directory) ?? { store: await openStore(directory), users: 0 };
    open.set(directory, shared);
    shared.users += 1;
    return new KeptLedger(shared.store, options, () => inTurn(directory, () => release(directory, shared)));
  });
}

async function release(directory: string, shared: Shared): Promise<void> {
  shared.users -= 1;
  if (shared.users > 0) return;
  open.delete(directory);
  shared.store.close();
}

/** The directory by the name that it has for everybody. */
function made(directory: string): string {
  try {
    mkdirSync(directory, { recursive: true });
    return realpathSync(directory);
  } catch (error) {
    throw failed('The directory of the store cannot be made', error);
  }
}

async function inTurn<T>(directory: string, action: () => Promise<T>): Promise<T> {
  const turn = (turns.get(directory) ?? Promise.resolve()).then(action, action);
  turns.set(directory, turn);
  try {
    return await turn;
  } finally {
    if (turns.get(directory) === turn) turns.delete(directory);
  }
}
