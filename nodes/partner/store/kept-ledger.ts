import { setMaxListeners } from 'node:events';
import { aborted, invalidInput } from '../../runtime/errors.ts';
import type {
  Accepted,
  Answer,
  AuditLine,
  Change,
  Concluded,
  Ledger,
  LedgerOptions,
  NewRequest,
  Outcome,
  Request,
  RequestFilter,
  UseCase,
} from '../ledger.ts';
import type { Delivery, DeliveryOptions, Outbox, OutboxEntry, Send } from '../outbox.ts';
import type { Register } from '../register.ts';
import type { OwnChange } from '../wire/own-changes.ts';
import { closed, storeOrigin } from './errors.ts';
import { keptOutbox } from './kept-outbox.ts';
import { keptRegister } from './kept-register.ts';
import type { KeptRequest } from './requests.ts';
import type { Store } from './store.ts';
import { Work } from './work.ts';

/** Milliseconds between two looks at what is old enough to be forgotten. */
const pruneEvery = 3_600_000;
const day = 86_400_000;

/** What one account has of a store. */
export class KeptLedger implements Ledger {
  readonly register?: Register;
  readonly outbox: Outbox;
  readonly #store: Store;
  readonly #options: LedgerOptions;
  readonly #work: Work;
  readonly #release: () => Promise<void>;
  readonly #ending = new AbortController();
  readonly #undo = new Set<() => void>();
  readonly #deliveries = new Set<Delivery>();
  readonly #pruning: NodeJS.Timeout;

  /** @param release gives the store back; the last one closes it */
  constructor(store: Store, options: LedgerOptions, release: () => Promise<void>) {
    const { register = true } = options;
    // Every request that waits listens.
    setMaxListeners(0, this.#ending.signal);
    this.#store = store;
    this.#options = options;
    this.#work = new Work(store.tables, register);
    this.#release = release;
    this.outbox = keptOutbox(store, register);
    if (register) this.register = keptRegister(store.tables);
    this.#pruning = setInterval(() => this.#prune(), pruneEvery);
    this.#pruning.unref();
    this.#prune();
  }

  async accept(request: NewRequest): Promise<Accepted> {
    const accepted = await this.#store.change(() => this.#work.accept(request));
    const { id } = accepted.request;
    return { ...accepted, request: this.#seen(accepted.request), ...this.#tellAnswer(id, accepted.answer) };
  }

  async acknowledge(id: string): Promise<Answer> {
    const answer = await this.#store.change(() => this.#work.acknowledge(id));
    this.#store.answered(id, answer);
    return answer;
  }

  async conclude(id: string, outcome: Outcome): Promise<Concluded> {
    const concluded = await this.#store.change(() => this.#work.conclude(id, outcome));
    this.#store.answered(id, concluded.answer);
    return concluded;
  }

  async answer(id: string, signal?: AbortSignal): Promise<Answer> {
    const { answer } = this.#store.tables.requests.require(id);
    if (answer) return answer;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => () => {
        unsubscribe();
        signal?.removeEventListener('abort', gone);
        this.#ending.signal.removeEventListener('abort', over);
        settle();
      };
      const gone = end(() => reject(aborted(storeOrigin)));
      const over = end(() => reject(closed()));
      const unsubscribe = this.#store.whenAnswered(id, (given) => end(() => resolve(given))());
      signal?.addEventListener('abort', gone);
      this.#ending.signal.addEventListener('abort', over);
      if (signal?.aborted) gone();
    });
  }

  async request(id: string): Promise<Request | undefined> {
    const request = this.#store.tables.requests.find(id);
    return request && this.#seen(request);
  }

  async requests(filter: RequestFilter = {}): Promise<readonly Request[]> {
    return this.#store.tables.requests.list(filter).map((request) => this.#seen(request));
  }

  async waiting(useCases: readonly UseCase[]): Promise<readonly Request[]> {
    const open = this.#store.tables.requests.open(useCases);
    return open.filter(({ id }) => !this.#store.taken.has(id)).map((request) => this.#seen(request));
  }

  async take(id: string): Promise<Request | undefined> {
    const request = this.#store.tables.requests.find(id);
    if (request?.state !== 'open' || this.#store.taken.has(id)) return undefined;
    this.#store.taken.add(id);
    return this.#seen(request);
  }

  giveBack(id: string): void {
    if (this.#store.taken.delete(id)) this.#store.returned.add(id);
  }

  async openUpdate(licenceIds: readonly string[]): Promise<Request | undefined> {
    const request = this.#store.tables.requests.openUpdate(licenceIds);
    return request && this.#seen(request);
  }

  async change(changes: readonly OwnChange[]): Promise<OutboxEntry> {
    if (changes.length === 0) throw invalidInput(storeOrigin, 'changes', 'at least one');
    return this.#store.change(() => this.#work.change(changes, this.#options.forms ?? {}));
  }

  deliver(send: Send, options: DeliveryOptions = {}): Delivery {
    const delivery = this.#store.deliver(send, options);
    this.#deliveries.add(delivery);
    return delivery;
  }

  subscribe(listener: (change: Change) => void): () => void {
    const undo = this.#store.subscribe(listener);
    this.#undo.add(undo);
    return () => {
      this.#undo.delete(undo);
      undo();
    };
  }

  async audit(subject?: string, limit = 100): Promise<readonly AuditLine[]> {
    return this.#store.tables.audit.lines(subject, limit);
  }

  async close(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    clearInterval(this.#pruning);
    for (const undo of this.#undo) undo();
    this.#ending.abort();
    await Promise.all([...this.#deliveries].map((delivery) => delivery.stop()));
    await this.#release();
  }

  /** A request for those outside: without the answer, and with whether a flow may have had it. */
  #seen({ answer: _answer, ...request }: KeptRequest): Request {
    return { ...request, resumed: request.resumed || this.#store.returned.has(request.id) };
  }

  #tellAnswer(id: string, answer: Answer | undefined): { answer?: Answer } {
    if (!answer) return {};
    this.#store.answered(id, answer);
    return { answer };
  }

  #prune(): void {
    const { keepDelivered = 30, keepRequests = 400 } = this.#options;
    const { events, requests, audit } = this.#store.tables;
    const before = (days: number) => new Date(Date.now() - days * day).toISOString();
    const pruned = this.#store.database.write(() => {
      events.prune(before(keepDelivered));
      requests.prune(before(keepRequests));
      audit.prune(before(keepRequests));
    });
    // What could not be forgotten now is forgotten later.
    pruned.catch(() => {});
  }
}
