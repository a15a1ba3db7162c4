import { randomUUID } from 'node:crypto';
import { inBackground } from '../../runtime/background.ts';
import { backoffDelay } from '../../runtime/backoff.ts';
import type { TelephonyError } from '../../runtime/errors.ts';
import { inSlices, type Steps } from '../../runtime/slices.ts';
import { OutboxDispatcher } from '../outbox/dispatcher.ts';
import { eventChange, type StoredEvent } from '../outbox/event-table.ts';
import type { Delivery, DeliveryOptions, Send } from '../outbox/outbox.ts';
import { closed, failed } from './errors.ts';
import type { LedgerChange, LedgerHealth, RequestAnswer } from './ledger.ts';
import { closeAndRescue, type OpenedStore, openFiles, type StorePlace } from './opened-store.ts';
import type { StoreRecord } from './store-record.ts';
import { type Tables, writeNothing } from './tables.ts';
import type { TransactionResult } from './transactions.ts';

/** Pauses between attempts to open a store that has failed, or to write to it. */
const pauses = { first: 1_000, longest: 15_000 };

/** Milliseconds between two looks at whether the files are still there. */
const lookEvery = 2_000;

/** Of these, the store can still be read; it is tried whether it can be written again. */
const readable: ReadonlySet<string> = new Set(['STORE_FULL', 'STORE_READ_ONLY']);

interface Registration {
  readonly send: Send;
  readonly options: DeliveryOptions;
  dispatcher?: OutboxDispatcher;
}

/**
 * The store of one directory, for all accounts that share it: who has taken which request, who waits, who delivers. It is
 * opened as soon as it can be, and again whenever it has failed, until it is closed.
 */
export class Store {
  /** Requests that a flow has, and those that one had before. */
  readonly taken = new Set<string>();
  readonly returned = new Set<string>();
  /** Requests that somebody is telling to be overdue, or has told. */
  readonly overdue = new Set<string>();
  readonly #place: StorePlace;
  readonly #listeners = new Set<(change: LedgerChange) => void>();
  readonly #healthListeners = new Set<(health: LedgerHealth) => void>();
  readonly #waiting = new Map<string, Set<(answer: RequestAnswer) => void>>();
  readonly #registrations: Registration[] = [];
  readonly #looking: NodeJS.Timeout;
  #opened: OpenedStore | undefined;
  #health: LedgerHealth = { state: 'opening' };
  #attempt: Promise<void>;
  #retrying: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;
  #dispatcherStopped: Promise<void> = Promise.resolve();

  /** @param before what has to be over first: the end of one that had the same directory */
  constructor(directory: string, record: StoreRecord, before: Promise<void> = Promise.resolve()) {
    this.#place = { directory, record, run: randomUUID() };
    this.#looking = setInterval(() => this.#look(), lookEvery);
    this.#looking.unref();
    this.#attempt = before.then(() => this.#open());
  }

  get health(): LedgerHealth {
    return this.#health;
  }

  /** Calls back when the health changes, until the function it returns is called. */
  onHealth(listener: (health: LedgerHealth) => void): () => void {
    const own = (health: LedgerHealth) => listener(health);
    this.#healthListeners.add(own);
    return () => void this.#healthListeners.delete(own);
  }

  /** Resolves when the first attempt to open it is over. */
  async tried(): Promise<void> {
    await this.#attempt;
  }

  /** Reads what is in the store, with nothing in between. */
  async read<T>(look: (tables: Tables) => T): Promise<T> {
    const { database, tables } = await this.#ready();
    await database.still();
    try {
      return look(tables);
    } catch (error) {
      throw this.#judged(error);
    }
  }

  /** The same for what takes long: what is changed while it looks, it may see or not. */
  async readInSteps<T>(look: (tables: Tables) => Steps<T>): Promise<T> {
    const { database, tables } = await this.#ready();
    return inSlices(look(tables), () => database.still()).catch((error: unknown) => {
      throw this.#judged(error);
    });
  }

  /** Makes a change, and tells those who watch once it is on disk. */
  async change<T>(work: (tables: Tables) => TransactionResult<T>): Promise<T> {
    const { database, tables } = await this.#ready();
    return this.#told(database.write(() => work(tables)));
  }

  /** The same for one that may be long, which lets all else go on in between then. */
  async changeInSteps<T>(work: (tables: Tables) => Steps<TransactionResult<T>>): Promise<T> {
    const { database, tables } = await this.#ready();
    return this.#told(database.writeInSteps(() => work(tables)));
  }

  async #told<T>(made: Promise<TransactionResult<T>>): Promise<T> {
    const { value, events, changes } = await made.catch((error: unknown) => {
      throw this.#judged(error);
    });
    for (const event of events) this.#registrations[0]?.dispatcher?.add(event);
    for (const change of changes) this.#tell(change);
    return value;
  }

  /** The answer of a request was given. */
  answered(id: string, answer: RequestAnswer): void {
    for (const resolve of this.#waiting.get(id) ?? []) resolve(answer);
    this.#waiting.delete(id);
  }

  /** Resolves with the answer when it comes. */
  whenAnswered(id: string, resolve: (answer: RequestAnswer) => void): () => void {
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting.add(resolve));
    return () => void waiting.delete(resolve);
  }

  /** The state of an event was changed by hand. */
  settled(event: StoredEvent): void {
    this.#registrations[0]?.dispatcher?.poke(event.customer);
    this.#tell(eventChange(event));
  }

  /** Calls back after every change, until the function it returns is called. */
  subscribe(listener: (change: LedgerChange) => void): () => void {
    // The same function may be given twice.
    const own = (change: LedgerChange) => listener(change);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** One delivers at a time; whoever comes later waits for its turn. */
  deliver(send: Send, options: DeliveryOptions): Delivery {
    const registration: Registration = { send, options };
    this.#registrations.push(registration);
    this.#dispatch();
    let stopped: Promise<void> | undefined;
    return { stop: () => (stopped ??= this.#dismiss(registration)) };
  }

  /** Waits for what is being written, and gives the directory back. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#looking);
    clearTimeout(this.#retrying);
    await this.#attempt;
    const opened = this.#opened;
    this.#opened = undefined;
    if (!opened) return;
    opened.database.finish();
    try {
      closeAndRescue(opened, closed());
    } catch {
      // It was said that it is gone, and it still is.
      opened.database.abandon(closed());
      opened.lock.release();
    }
  }

  async #ready(): Promise<OpenedStore> {
    if (this.#health.state === 'opening') await this.#attempt;
    if (this.#closed) throw closed();
    if (this.#opened) return this.#opened;
    throw this.#health.error ?? closed();
  }

  async #open(): Promise<void> {
    try {
      this.#opened = await openFiles(this.#place, {
        written: () => {
          if (readable.has(this.#health.error?.code ?? '')) this.#recovered();
        },
        failed: (error) => this.#failed(error),
      });
      this.#recovered();
    } catch (error) {
      this.#failed(failed('The store cannot be opened', error));
    }
  }

  /** What a damaged file says is a matter of the whole store. */
  #judged(error: unknown): TelephonyError {
    const reason = failed('The store cannot be read', error);
    if (reason.code === 'STORE_DAMAGED') this.#failed(reason);
    return reason;
  }

  #look(): void {
    const { state } = this.#health;
    const difference = state === 'open' && this.#opened?.files.difference();
    // Whoever writes is told what has happened.
    if (difference) this.#opened?.database.write(() => undefined).catch(() => undefined);
  }

  #recovered(): void {
    this.#failures = 0;
    if (this.#health.state === 'open' || this.#closed) return;
    clearTimeout(this.#retrying);
    this.#retrying = undefined;
    this.#show({ state: 'open' });
    this.#dispatch();
  }

  /** @returns the error, or what the system itself says is wrong */
  #failed(error: TelephonyError): TelephonyError {
    const opened = this.#opened;
    const reason = opened && error.code === 'STORE_FAILED' ? (opened.files.obstacle() ?? error) : error;
    if (this.#closed || this.#retrying) return reason;
    // What has gone wrong is found out at once, what stays wrong is looked at ever more rarely.
    const first = opened && this.#failures === 0 && !readable.has(reason.code);
    const wait = first ? 0 : backoffDelay(this.#failures, pauses);
    this.#failures += 1;
    this.#show({ state: 'failed', error: reason, nextTry: new Date(Date.now() + wait) });
    this.#suspend();
    this.#retrying = setTimeout(() => {
      this.#retrying = undefined;
      this.#attempt = this.#again(reason);
    }, wait);
    this.#retrying.unref();
    return reason;
  }

  /** Another attempt: to write where that was all that went wrong, to open it anew where it was more. */
  async #again(reason: TelephonyError): Promise<void> {
    const opened = this.#opened;
    try {
      if (opened) {
        if (readable.has(reason.code) && !opened.files.difference()) {
          writeNothing(opened.database);
          opened.files.remember();
          this.#recovered();
          return;
        }
        closeAndRescue(opened, reason);
        this.#opened = undefined;
      }
    } catch (error) {
      this.#failed(failed(`The store in ${this.#place.directory} cannot be used`, error));
      return;
    }
    await this.#open();
  }

  #show(health: LedgerHealth): void {
    this.#health = health;
    for (const listener of this.#healthListeners) listener(health);
  }

  /** Lets the first of those who want to deliver do so, as long as it can be kept what becomes of it. */
  #dispatch(): void {
    const stopped = this.#dispatcherStopped;
    const begun = stopped.then(() => {
      const [first] = this.#registrations;
      const opened = this.#opened;
      if (!first || first.dispatcher || !opened || this.#health.state !== 'open' || this.#closed) return;
      const changed = (event: StoredEvent) => this.#tell(eventChange(event));
      const dispatcher = new OutboxDispatcher({ ...opened, changed }, first.send, first.options);
      first.dispatcher = dispatcher;
      try {
        dispatcher.start();
      } catch (error) {
        this.#judged(error);
      }
    });
    inBackground(begun, (error) => this.#judged(error));
  }

  #suspend(): void {
    const [first] = this.#registrations;
    const stopped = first?.dispatcher?.stop();
    if (!first || !stopped) return;
    delete first.dispatcher;
    this.#dispatcherStopped = stopped;
  }

  async #dismiss(registration: Registration): Promise<void> {
    await this.#dispatcherStopped;
    await registration.dispatcher?.stop();
    this.#registrations.splice(this.#registrations.indexOf(registration), 1);
    this.#dispatch();
  }

  #tell(change: LedgerChange): void {
    if (change.kind === 'request' && change.state !== 'open') {
      this.taken.delete(change.id);
      this.returned.delete(change.id);
      this.overdue.delete(change.id);
    }
    for (const listener of this.#listeners) listener(change);
  }
}
