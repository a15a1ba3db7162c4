import { setMaxListeners } from 'node:events';
import { aborted, invalidInput } from '../../runtime/errors.ts';
import type { Steps } from '../../runtime/slices.ts';
import type { Delivery, DeliveryOptions, Outbox, OutboxEntry, Send } from '../outbox/outbox.ts';
import { sqliteOutbox } from '../outbox/sqlite-outbox.ts';
import type { OwnChange } from '../wire/own-changes.ts';
import { closed, storeOrigin } from './errors.ts';
import type {
  Accepted,
  AuditLine,
  Concluded,
  Ledger,
  LedgerChange,
  LedgerHealth,
  LedgerOptions,
  NewRequest,
  OpenRequest,
  Request,
  RequestAnswer,
  RequestFilter,
  RequestOutcome,
  UseCase,
} from './ledger.ts';
import type { Register } from './register.ts';
import type { StoredRequest } from './request-table.ts';
import { sqliteRegister } from './sqlite-register.ts';
import type { Store } from './store.ts';
import { overdueMark } from './tables.ts';
import { type TransactionResult, Transactions } from './transactions.ts';

/** Milliseconds between two looks at what is old enough to be forgotten. */
const pruneEvery = 3_600_000;
const day = 86_400_000;

/** What one account has of a store. */
export class SqliteLedger implements Ledger {
  readonly register?: Register;
  readonly outbox: Outbox;
  readonly #store: Store;
  readonly #options: LedgerOptions;
  readonly #withRegister: boolean;
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
    this.#withRegister = register;
    this.#release = release;
    this.outbox = sqliteOutbox(store, register);
    if (register) this.register = sqliteRegister(store);
    this.#pruning = setInterval(() => this.#prune(), pruneEvery);
    this.#pruning.unref();
    this.#prune();
  }

  get health(): LedgerHealth {
    return this.#store.health;
  }

  onHealth(listener: (health: LedgerHealth) => void): () => void {
    return this.#listening(this.#store.onHealth(listener));
  }

  async accept(request: NewRequest): Promise<Accepted> {
    const accepted = await this.#changeInSteps((transactions) => transactions.accept(request));
    const { id } = accepted.request;
    return { ...accepted, request: this.#seen(accepted.request), ...this.#tellAnswer(id, accepted.answer) };
  }

  async acknowledge(id: string): Promise<RequestAnswer> {
    const answer = await this.#changeInSteps((transactions) => transactions.acknowledge(id));
    this.#store.answered(id, answer);
    return answer;
  }

  async conclude(id: string, outcome: RequestOutcome): Promise<Concluded> {
    const concluded = await this.#changeInSteps((transactions) => transactions.conclude(id, outcome));
    this.#store.answered(id, concluded.answer);
    return concluded;
  }

  async answer(id: string, signal?: AbortSignal): Promise<RequestAnswer> {
    const { answer } = await this.#store.read(({ requests }) => requests.require(id));
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
    const request = await this.#store.read(({ requests }) => requests.find(id));
    return request && this.#seen(request);
  }

  async requests(filter: RequestFilter = {}): Promise<readonly Request[]> {
    const found = await this.#store.read((tables) => tables.requests.list(filter));
    return found.map((request) => this.#seen(request));
  }

  async waiting(useCases: readonly UseCase[]): Promise<readonly Request[]> {
    const open = await this.#store.read(({ requests }) => requests.open(useCases));
    return open.filter(({ id }) => !this.#store.taken.has(id)).map((request) => this.#seen(request));
  }

  async take(id: string): Promise<Request | undefined> {
    const request = await this.#store.read(({ requests }) => requests.find(id));
    if (request?.state !== 'open' || this.#store.taken.has(id)) return undefined;
    this.#store.taken.add(id);
    return this.#seen(request);
  }

  giveBack(id: string): void {
    if (this.#store.taken.delete(id)) this.#store.returned.add(id);
  }

  async open(): Promise<readonly OpenRequest[]> {
    return this.#store.read(({ requests }) => requests.openInShort(overdueMark));
  }

  isTaken(id: string): boolean {
    return this.#store.taken.has(id);
  }

  async takeAgain(id: string): Promise<Request> {
    const request = await this.#change((transactions) => transactions.takeAgain(id));
    if (this.#store.taken.has(id)) this.#store.returned.add(id);
    this.#store.taken.add(id);
    return this.#seen(request);
  }

  async overdue(id: string): Promise<Request | undefined> {
    const request = await this.#store.read(({ requests, audit }) => {
      const found = requests.find(id);
      return found?.state === 'open' && !audit.has(id, overdueMark) ? found : undefined;
    });
    if (!request || this.#store.overdue.has(id)) return undefined;
    this.#store.overdue.add(id);
    return this.#seen(request);
  }

  async markOverdue(id: string): Promise<void> {
    await this.#change((transactions) => transactions.markOverdue(id));
  }

  async openUpdate(licenceIds: readonly string[]): Promise<Request | undefined> {
    const request = await this.#store.read(({ requests }) => requests.openUpdate(licenceIds));
    return request && this.#seen(request);
  }

  async change(changes: readonly OwnChange[]): Promise<OutboxEntry> {
    if (changes.length === 0) throw invalidInput(storeOrigin, 'changes', 'at least one');
    return this.#change((transactions) => transactions.change(changes, this.#options.forms ?? {}));
  }

  deliver(send: Send, options: DeliveryOptions = {}): Delivery {
    const delivery = this.#store.deliver(send, options);
    this.#deliveries.add(delivery);
    return delivery;
  }

  subscribe(listener: (change: LedgerChange) => void): () => void {
    return this.#listening(this.#store.subscribe(listener));
  }

  async audit(subject?: string, limit = 100): Promise<readonly AuditLine[]> {
    return this.#store.read((tables) => tables.audit.lines(subject, limit));
  }

  async close(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    clearInterval(this.#pruning);
    for (const undo of this.#undo) undo();
    this.#ending.abort();
    await Promise.all([...this.#deliveries].map((delivery) => delivery.stop()));
    await this.#release();
  }

  #change<T>(work: (transactions: Transactions) => TransactionResult<T>): Promise<T> {
    return this.#store.change((tables) => work(new Transactions(tables, this.#withRegister)));
  }

  #changeInSteps<T>(work: (transactions: Transactions) => Steps<TransactionResult<T>>): Promise<T> {
    return this.#store.changeInSteps((tables) => work(new Transactions(tables, this.#withRegister)));
  }

  /** Ends with this ledger, if not before. */
  #listening(undo: () => void): () => void {
    this.#undo.add(undo);
    return () => {
      this.#undo.delete(undo);
      undo();
    };
  }

  /** A request for those outside: without the answer, and with whether a flow may have had it. */
  #seen({ answer: _answer, ...request }: StoredRequest): Request {
    return { ...request, resumed: request.resumed || this.#store.returned.has(request.id) };
  }

  #tellAnswer(id: string, answer: RequestAnswer | undefined): { answer?: RequestAnswer } {
    if (!answer) return {};
    this.#store.answered(id, answer);
    return { answer };
  }

  #prune(): void {
    const { keepDelivered = 30, keepRequests = 400 } = this.#options;
    const before = (days: number) => new Date(Date.now() - days * day).toISOString();
    const pruned = this.#store.change(({ events, requests, audit }) => {
      events.prune(before(keepDelivered));
      requests.prune(before(keepRequests));
      audit.prune(before(keepRequests));
      return { value: undefined, events: [], changes: [] };
    });
    // What could not be forgotten now is forgotten later.
    pruned.catch(() => {});
  }
}
