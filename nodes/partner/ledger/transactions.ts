import { invalidInput } from '../../runtime/errors.ts';
import type { Steps } from '../../runtime/slices.ts';
import { headStart } from '../outbox/dispatcher.ts';
import type { StoredEvent } from '../outbox/event-table.ts';
import { eventChange } from '../outbox/event-table.ts';
import { licenceEvent, orderEvent } from '../wire/events.ts';
import type { Json } from '../wire/json.ts';
import { type ChangeForms, type OwnChange, ownChangeEvent } from '../wire/own-changes.ts';
import type { LicenceChange, Offer } from '../wire/plain.ts';
import { afterChange, changeReply, orderReply } from '../wire/replies.ts';
import { newId } from './database.ts';
import { conflict, storeOrigin } from './errors.ts';
import type {
  Accepted,
  Asked,
  Concluded,
  LedgerChange,
  NewRequest,
  Request,
  RequestAnswer,
  RequestOutcome,
} from './ledger.ts';
import { changeOwn, customerOf, idsWithoutRegister, obstacleTo, provision } from './provisioning.ts';
import { requestIdentityOf, type StoredRequest, useCaseOf } from './request-table.ts';
import { overdueMark, type Tables } from './tables.ts';

/** What a change of the store gave, and what it means for those who watch. */
export interface TransactionResult<T> {
  readonly value: T;
  readonly events: readonly StoredEvent[];
  readonly changes: readonly LedgerChange[];
}

/** The changes of a store, each to be run within one transaction. */
export class Transactions {
  readonly #tables: Tables;
  /** Whether customers, fleets and licences are kept. */
  readonly #register: boolean;

  constructor(tables: Tables, register: boolean) {
    this.#tables = tables;
    this.#register = register;
  }

  *accept(request: NewRequest): Steps<TransactionResult<Accepted>> {
    const { requests, audit } = this.#tables;
    const now = new Date();
    const at = now.toISOString();
    const identity = yield* requestIdentityOf(request);
    const same = requests.same(identity, now.getTime());
    if (same) {
      audit.note(at, 'repeated', same.id);
      return { value: acceptedOf(same, true), events: [], changes: [] };
    }
    const id = newId(request.api === 'productOrder' ? 'PO' : 'UP');
    const obstacle = this.#register ? yield* obstacleTo(this.#tables, request) : undefined;
    const added = yield* requests.add(id, request, this.#customerOf(request), at, obstacle ? undefined : identity);
    audit.note(at, 'accepted', id, useCaseOf(request));
    if (obstacle) return accepted(yield* this.#end(added, { state: 'failed', note: { text: obstacle } }, at));
    const acknowledge = request.mode === 'async' && !request.hold;
    const kept = acknowledge ? yield* this.#acknowledge(added, at) : added;
    if (request.by === 'register') return accepted(yield* this.#end(kept, { state: 'completed' }, at));
    return {
      value: acceptedOf(kept, false),
      events: [],
      changes: [{ kind: 'request', id, state: 'open', useCase: useCaseOf(request) }],
    };
  }

  *acknowledge(id: string): Steps<TransactionResult<RequestAnswer>> {
    const request = this.#tables.requests.require(id);
    const { answer } = request.answer ? request : yield* this.#acknowledge(request, new Date().toISOString());
    return { value: answerOf(id, answer), events: [], changes: [] };
  }

  *conclude(id: string, outcome: RequestOutcome): Steps<TransactionResult<Concluded>> {
    const request = this.#tables.requests.require(id);
    if (request.state !== 'open') throw conflict(`The request ${id} is ${request.state} already`);
    checkOutcome(request, outcome);
    return yield* this.#end(request, outcome, new Date().toISOString());
  }

  takeAgain(id: string): TransactionResult<Request> {
    const { answer: _, ...request } = this.#tables.requests.require(id);
    if (request.state !== 'open') throw conflict(`The request ${id} is ${request.state} already`);
    this.#tables.audit.note(new Date().toISOString(), 'handed out again', id);
    return { value: request, events: [], changes: [] };
  }

  markOverdue(id: string): TransactionResult<undefined> {
    const { requests, audit } = this.#tables;
    const isNew = requests.find(id)?.state === 'open' && !audit.has(id, overdueMark);
    if (isNew) audit.note(new Date().toISOString(), overdueMark, id);
    return { value: undefined, events: [], changes: [] };
  }

  change(changes: readonly OwnChange[], forms: ChangeForms): TransactionResult<StoredEvent> {
    const at = new Date().toISOString();
    const made = this.#register ? changes.map((change) => changeOwn(this.#tables, change)) : undefined;
    const customers = new Set(made?.map(({ licence }) => licence.customerId));
    if (customers.size > 1) throw invalidInput(storeOrigin, 'licenceId', 'licences of one customer');
    const event = ownChangeEvent(made?.map(({ change }) => change) ?? changes, at, forms);
    const [customer = ''] = customers;
    const added = this.#tables.events.add({ api: 'userService', customer, event, at });
    const ids = [...new Set(changes.map(({ licenceId }) => licenceId))];
    for (const id of ids) this.#tables.audit.note(at, 'changed', id, added.id);
    return {
      value: added,
      events: [added],
      changes: [eventChange(added), ...(made ? [{ kind: 'licences' as const, ids }] : [])],
    };
  }

  *#acknowledge(request: StoredRequest, at: string): Steps<StoredRequest> {
    const { requests, audit } = this.#tables;
    const { id, body } = request;
    const reply =
      request.api === 'productOrder'
        ? orderReply(body, { state: 'acknowledged', orderId: id, at })
        : yield* changeReply(body, { state: 'acknowledged', at });
    audit.note(at, 'acknowledged', id);
    return requests.acknowledge(request, JSON.stringify(reply));
  }

  /** Register, result, answer or event. */
  *#end(before: StoredRequest, outcome: RequestOutcome, at: string): Steps<TransactionResult<Concluded>> {
    const { requests, events, audit } = this.#tables;
    const { api, id } = before;
    const { result, licenceIds, customer = before.customer } = yield* this.#carryOut(before, outcome, at);
    const text = JSON.stringify(result);
    yield;
    const { answer, ...request } = requests.conclude(before, { state: outcome.state, at, customer, result: text });
    audit.note(at, outcome.state, id, outcome.note?.text);
    yield;
    const event = api === 'productOrder' ? orderEvent(result, at) : licenceEvent(result, at);
    const added = before.acknowledged
      ? [events.add({ api, customer, requestId: id, event, at, notBefore: soon() })]
      : [];
    return {
      value: { request, answer: answerOf(id, answer), result, ...(added[0] && { eventId: added[0].id }) },
      events: added,
      changes: [
        { kind: 'request', id, state: outcome.state, useCase: before.useCase },
        ...added.map(eventChange),
        ...(licenceIds.length > 0 ? [{ kind: 'licences' as const, ids: licenceIds }] : []),
      ],
    };
  }

  *#carryOut(
    request: StoredRequest,
    { state, note, ...outcome }: RequestOutcome,
    at: string,
  ): Steps<{ result: Json; licenceIds: readonly string[]; customer?: string | undefined }> {
    const { id: orderId, body } = request;
    const said = { state, at, ...(note && { note }) };
    if (request.api === 'productOrder') {
      if (state === 'failed') return { result: orderReply(body, { ...said, orderId }), licenceIds: [] };
      const { licenceIds, ...ids } = this.#register
        ? yield* provision(this.#tables, request.order, outcome)
        : idsWithoutRegister(request.order, outcome);
      const customer = this.#register ? ids.customerId : undefined;
      return { result: orderReply(body, { ...said, orderId, ...ids }), licenceIds, customer };
    }
    const { licences: changes } = request.change;
    const ids = changes.map(({ id }) => id);
    const { licences } = this.#tables;
    if (state === 'failed') {
      const unchanged = this.#register ? yield* licences.present(ids) : [];
      return { result: yield* changeReply(body, { ...said, licences: unchanged }), licenceIds: [] };
    }
    const obstacle = this.#register ? yield* licences.obstacle(changes) : undefined;
    if (obstacle) throw conflict(obstacle);
    if (this.#register) for (const offer of offersIn(changes)) this.#tables.customers.seen(offer);
    const changed = this.#register ? yield* licences.change(changes) : changes.map(afterChange);
    return { result: yield* changeReply(body, { ...said, licences: changed }), licenceIds: this.#register ? ids : [] };
  }

  /** By what events of the request are kept in order. */
  #customerOf(asked: Asked): string {
    const known = this.#register ? customerOf(this.#tables, asked) : undefined;
    if (known || asked.api === 'userService') return known ?? '';
    return asked.order.customer?.reference ?? asked.order.customer?.id ?? '';
  }
}

/** @throws INVALID_INPUT */
function checkOutcome(request: Request, { licences = [], fleetId, state }: RequestOutcome): void {
  if (request.api === 'userService' || state === 'failed') return;
  const { useCase, quantity = 0 } = request.order;
  if (licences.length > quantity)
    throw invalidInput(storeOrigin, 'licences', `at most the ${quantity} that were ordered`);
  if (useCase === 'customer' && fleetId)
    throw invalidInput(storeOrigin, 'fleetId', 'none, because the order creates no fleet');
}

/** The offers that licences are to have, each once. */
function offersIn(changes: readonly LicenceChange[]): Iterable<Offer> {
  const offers = changes.flatMap(({ offer }) => (offer ? [[`${offer.reference} ${offer.name}`, offer] as const] : []));
  return new Map(offers).values();
}

/** @throws CONFLICT, which nobody should see */
function answerOf(id: string, answer: RequestAnswer | undefined): RequestAnswer {
  if (!answer) throw conflict(`The request ${id} has no answer`);
  return answer;
}

/** What was accepted and has come to its end at once. */
function accepted({
  value: { request, answer },
  events,
  changes,
}: TransactionResult<Concluded>): TransactionResult<Accepted> {
  return { value: { request, repeated: false, answer }, events, changes };
}

function acceptedOf({ answer, ...request }: StoredRequest, repeated: boolean): Accepted {
  return { request, repeated, ...(answer && { answer }) };
}

function soon(): string {
  return new Date(Date.now() + headStart).toISOString();
}
