import { setMaxListeners } from 'node:events';
import { inBackground } from '../../runtime/background.ts';
import { monotonic } from '../../runtime/backoff.ts';
import { TelephonyError } from '../../runtime/errors.ts';
import { conflict, noSuchEntry } from '../ledger/errors.ts';
import type { Asked, Ledger, Request, RequestAnswer, UseCase } from '../ledger/ledger.ts';
import type { RequestSource } from '../nodes/partner.ts';
import type { PartnerSettings } from '../nodes/settings.ts';
import type { Json } from '../wire/json.ts';
import { Refusal } from '../wire/refusal.ts';

/** What of the settings decides how requests are answered. */
export type IntakeSettings = Pick<PartnerSettings, 'modes' | 'atDeadline' | 'register' | 'automatic'>;

/** A request that was read and found good. */
export interface Read {
  readonly asked: Asked;
  /** Without empty nodes. */
  readonly body: Json;
  readonly warnings: readonly string[];
}

const late = Symbol('late');
const closing = Symbol('closing');

/** Takes orders and changes of licences in: keeps them, hands them to flows, and waits for what Orange is told. */
export class Intake {
  readonly #ledger: Promise<Ledger>;
  readonly #settings: IntakeSettings;
  readonly #sources = new Set<RequestSource>();
  /** Requests that a source has been given, as long as they are open. */
  readonly #given = new Map<string, RequestSource>();
  readonly #givenBefore = new Set<string>();
  readonly #closing = new AbortController();
  readonly #waiting = new Set<Promise<unknown>>();

  constructor(ledger: Promise<Ledger>, settings: IntakeSettings) {
    this.#ledger = ledger;
    this.#settings = settings;
    // Every request that waits listens.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Lets a source take requests until the function is called; then what it has waits for another one. */
  listen(source: RequestSource): () => void {
    this.#sources.add(source);
    return () => {
      this.#sources.delete(source);
      const ids = [...this.#given].filter(([, holder]) => holder === source).map(([id]) => id);
      for (const id of ids) this.#given.delete(id);
      // Why there is no ledger is for the account to say.
      const given = (ledger: Ledger) => {
        for (const id of ids) ledger.giveBack(id);
      };
      inBackground(this.#ledger.then(given, () => undefined));
    };
  }

  /** Hands out what no flow has: after a start all that was open, after a deployment what the old flows had. */
  async handOut(): Promise<void> {
    const ledger = await this.#ledger;
    for (const source of this.#sources) {
      const useCases = source.takes();
      if (useCases.length === 0) continue;
      for (const request of await ledger.waiting(useCases)) await this.#hand(ledger, source, request, []);
    }
  }

  /**
   * Hands an open request out again, whether or not a flow still works on it.
   * @throws NOT_FOUND, CONFLICT if it was answered, or no source takes such requests
   */
  async handOutAgain(id: string): Promise<Request> {
    const ledger = await this.#ledger;
    const known = await ledger.request(id);
    if (!known) throw noSuchEntry('request', id);
    const source = this.#sourceFor(known.useCase);
    if (known.state === 'open' && !source) {
      throw conflict(`No flow takes the request ${id}: wire the output of its source, and deploy`);
    }
    const request = await ledger.takeAgain(id);
    if (source) this.#give(source, request, []);
    return request;
  }

  /**
   * Tells the source that has a request, or one that knows its kind, that it is overdue.
   * @returns false if there is none
   */
  tellOverdue(request: Request): boolean {
    const { id, useCase } = request;
    const source = this.#given.get(id) ?? [...this.#sources].find(({ knows }) => knows.includes(useCase));
    source?.overdue(request);
    return source !== undefined;
  }

  /** Forgets that a flow has a request: it has come to its end. */
  ended(id: string): void {
    this.#given.delete(id);
    this.#givenBefore.delete(id);
  }

  /**
   * Keeps a request and finds out what Orange is told; it is on disk by then.
   * @param deadline on the monotonic clock
   * @throws Refusal 503/5 when nobody here takes such requests, or the flows are being stopped
   */
  async receive({ asked, body, warnings }: Read, deadline: number): Promise<RequestAnswer> {
    const ledger = await this.#ledger;
    const useCase = asked.api === 'productOrder' ? asked.order.useCase : asked.change.useCase;
    const source = this.#sourceFor(useCase);
    if (!source && !this.#registerDoes(useCase)) {
      throw new Refusal('unavailable', 'Requests of this kind are not taken at the moment');
    }
    const by = source ? 'flow' : 'register';
    const accepted = await ledger.accept({ ...asked, body, mode: this.#settings.modes[useCase], by });
    const { request, repeated, answer } = accepted;
    if (source && !repeated && request.state === 'open') await this.#hand(ledger, source, request, warnings);
    if (answer) return answer;
    const waiting = this.#answerBy(ledger, request.id, deadline);
    this.#waiting.add(waiting);
    return waiting.finally(() => this.#waiting.delete(waiting));
  }

  /** Lets whoever waits go, each with what can be said at that moment. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#waiting);
  }

  #sourceFor(useCase: UseCase): RequestSource | undefined {
    return [...this.#sources].find((source) => source.takes().includes(useCase));
  }

  /** Customers and changes need no decision; whether orders do is for the account to say. */
  #registerDoes(useCase: UseCase): boolean {
    const { register, automatic } = this.#settings;
    return register && (automatic || !['fleet', 'licences'].includes(useCase));
  }

  async #hand(ledger: Ledger, source: RequestSource, request: Request, warnings: readonly string[]): Promise<void> {
    const taken = await ledger.take(request.id);
    if (taken) this.#give(source, taken, warnings);
  }

  #give(source: RequestSource, request: Request, warnings: readonly string[]): void {
    const redelivered = request.resumed || this.#givenBefore.has(request.id);
    this.#given.set(request.id, source);
    this.#givenBefore.add(request.id);
    source.emit(request, { redelivered, warnings });
  }

  async #answerBy(ledger: Ledger, id: string, deadline: number): Promise<RequestAnswer> {
    const given = new AbortController();
    const answer = ledger.answer(id, given.signal);
    answer.catch(() => undefined);
    const { promise: end, cancel } = this.#end(deadline);
    const first = await Promise.race([answer, end]);
    cancel();
    if (first !== late && first !== closing) return first;
    given.abort();
    if (this.#settings.atDeadline === 'acknowledge') return ledger.acknowledge(id);
    if (first === late) return this.#failLate(ledger, id);
    throw new Refusal('unavailable', 'The service is being stopped; the request is kept');
  }

  async #failLate(ledger: Ledger, id: string): Promise<RequestAnswer> {
    try {
      const { answer } = await ledger.conclude(id, {
        state: 'failed',
        note: { text: 'No result within the deadline' },
      });
      this.ended(id);
      return answer;
    } catch (error) {
      // The flow, or a repetition of the request, was faster.
      if (error instanceof TelephonyError && error.code === 'CONFLICT') return ledger.answer(id);
      throw error;
    }
  }

  #end(deadline: number) {
    const { signal } = this.#closing;
    let stop = () => {};
    let timer: NodeJS.Timeout | undefined;
    const promise = new Promise<typeof late | typeof closing>((resolve) => {
      stop = () => resolve(closing);
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      timer = setTimeout(() => resolve(late), Math.max(0, deadline - monotonic()));
    });
    const cancel = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    return { promise, cancel };
  }
}
