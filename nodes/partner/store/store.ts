import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Answer, Change } from '../ledger.ts';
import type { Delivery, DeliveryOptions, Send } from '../outbox.ts';
import { eventChange } from './changes.ts';
import { Courier } from './courier.ts';
import { type Database, openDatabase } from './database.ts';
import { failed, storeError } from './errors.ts';
import type { KeptEvent } from './events.ts';
import { type Lock, lock } from './lock.ts';
import { migrate } from './schema.ts';
import { type Tables, tablesOf } from './tables.ts';
import type { Done } from './work.ts';

/** One open directory: the file, who has taken which request, who waits, and who delivers. */
export class Store {
  readonly database: Database;
  readonly tables: Tables;
  /** Requests that a flow has, and those that one had before. */
  readonly taken = new Set<string>();
  readonly returned = new Set<string>();
  readonly #lock: Lock;
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #waiting = new Map<string, Set<(answer: Answer) => void>>();
  readonly #couriers: Courier[] = [];

  constructor(database: Database, lock: Lock) {
    this.database = database;
    this.#lock = lock;
    this.tables = tablesOf(database, randomUUID());
  }

  /** Makes a change, and tells those who watch once it is on disk. */
  async change<T>(work: () => Done<T>): Promise<T> {
    const { value, events, changes } = await this.database.write(work);
    for (const event of events) this.#couriers[0]?.add(event);
    for (const change of changes) this.#tell(change);
    return value;
  }

  /** The answer of a request was given. */
  answered(id: string, answer: Answer): void {
    for (const resolve of this.#waiting.get(id) ?? []) resolve(answer);
    this.#waiting.delete(id);
  }

  /** Resolves with the answer when it comes. */
  whenAnswered(id: string, resolve: (answer: Answer) => void): () => void {
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting.add(resolve));
    return () => void waiting.delete(resolve);
  }

  /** The state of an event was changed by hand. */
  settled(event: KeptEvent): void {
    this.#couriers[0]?.poke(event.customer);
    this.#tell(eventChange(event));
  }

  subscribe(listener: (change: Change) => void): () => void {
    // The same function may be given twice.
    const own = (change: Change) => listener(change);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** One delivers at a time; whoever comes later waits for its turn. */
  deliver(send: Send, options: DeliveryOptions): Delivery {
    const { database, tables } = this;
    const changed = (event: KeptEvent) => this.#tell(eventChange(event));
    const courier = new Courier({ database, tables, changed }, send, options);
    this.#couriers.push(courier);
    if (this.#couriers[0] === courier) courier.start();
    let stopped: Promise<void> | undefined;
    return { stop: () => (stopped ??= this.#dismiss(courier)) };
  }

  async #dismiss(courier: Courier): Promise<void> {
    const active = this.#couriers[0] === courier;
    if (active) await courier.stop();
    this.#couriers.splice(this.#couriers.indexOf(courier), 1);
    if (active) this.#couriers[0]?.start();
  }

  close(): void {
    this.database.close();
    this.#lock.release();
  }

  #tell(change: Change): void {
    if (change.kind === 'request' && change.state !== 'open') {
      this.taken.delete(change.id);
      this.returned.delete(change.id);
    }
    for (const listener of this.#listeners) listener(change);
  }
}

/**
 * Opens what is in a directory, or begins it.
 * @throws STORE_IN_USE, STORE_VERSION, STORE_FAILED
 */
export async function openStore(directory: string): Promise<Store> {
  let database: Database | undefined;
  const taken = storeError('STORE_IN_USE', 'Another process has taken the directory', true);
  const held = await lock(join(directory, 'partner.lock'), () => database?.close(taken));
  try {
    database = await openDatabase(join(directory, 'partner.db'));
    migrate(database);
    return new Store(database, held);
  } catch (error) {
    database?.close();
    held.release();
    throw failed('The store cannot be opened', error);
  }
}
