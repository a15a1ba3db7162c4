import { invalidInput } from '../../runtime/errors.ts';
import { headStart } from '../outbox/dispatcher.ts';
import type { StoredEvent } from '../outbox/event-table.ts';
import { eventChange } from '../outbox/event-table.ts';
import { licenceEvent, orderEvent } from '../wire/events.ts';
import type { Json } from '../wire/json.ts';
import { type ChangeForms, type OwnChange, ownChangeEvent } from '../wire/own-changes.ts';
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

  accept(request: NewRequest): TransactionResult<Accepted> {
    const { requests, audit } = this.#tables;
    const now = new Date();
    const at = now.toISOString();
    const identity = requestIdentityOf(request);
    const same = requests.same(identity, now.getTime());
    if (same) {
      audit.note(at, 'repeated', same.id);
      return { value: acceptedOf(same, true), events: [], changes: [] };
    }
    const id = newId(request.api === 'productOrder' ? 'PO' : 'UP');
    const obstacle = this.#register ? obstacleTo(this.#tables, request) : undefined;
    requests.add(id, request, this.#customerOf(request), at, obstacle ? undefined : identity);
    audit.note(at, 'accepted', id, useCaseOf(request));
    if (obstacle) return this.#accepted(id, this.#end(id, { state: 'failed', note: { text: obstacle } }, at));
    if (request.mode === 'async' && !request.hold) this.#acknowledge(id, at);
    if (request.by === 'register') return this.#accepted(id, this.#end(id, { state: 'completed' }, at));
    return {
      value: acceptedOf(requests.require(id), false),
      events: [],
      changes: [{ kind: 'request', id, state: 'open', useCase: useCaseOf(request) }],
    };
  }

  acknowledge(id: string): TransactionResult<RequestAnswer> {
    const { answer } = this.#tables.requests.require(id);
    const value = answer ?? this.#acknowledge(id, new Date().toISOString());
    return { value, events: [], changes: [] };
  }

  conclude(id: string, outcome: RequestOutcome): TransactionResult<Concluded> {
    const request = this.#tables.requests.require(id);
    if (request.state !== 'open') throw conflict(`The request ${id} is ${request.state} already`);
    checkOutcome(request, outcome);
    return this.#end(id, outcome, new Date().toISOString());
  }

  takeAgain(id: string): TransactionResult<Request> {
    const { answer: _, ...request } = this.#tables.requests.require(id);
    if (request.state !== 'open') throw conflict(`The request ${id} is ${request.state} already`);
    this.#tables.audit.note(new Date().toISOString(), 'handed out again', id);
    return { value: request, events: [], changes: [] };
  }

  markOverdue(id: string): TransactionResult<Request | undefined> {
    const { requests, audit } = this.#tables;
    const found = requests.find(id);
    if (found?.state !== 'open' || audit.has(id, overdueMark)) return { value: undefined, events: [], changes: [] };
    audit.note(new Date().toISOString(), overdueMark, id);
    const { answer: _, ...request } = found;
    return { value: request, events: [], changes: [] };
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

  #accepted(id: string, { events, changes }: TransactionResult<Concluded>): TransactionResult<Accepted> {
    return { value: acceptedOf(this.#tables.requests.require(id), false), events, changes };
  }

  #acknowledge(id: string, at: string): RequestAnswer {
    const { requests, audit } = this.#tables;
    const request = requests.require(id);
    const reply =
      request.api === 'productOrder'
        ? orderReply(request.body, { state: 'acknowledged', orderId: id, at })
        : changeReply(request.body, { state: 'acknowledged', at });
    const body = JSON.stringify(reply);
    requests.acknowledge(id, body);
    audit.note(at, 'acknowledged', id);
    return { state: 'acknowledged', body };
  }

  /** Register, result, answer or event. */
  #end(id: string, outcome: RequestOutcome, at: string): TransactionResult<Concluded> {
    const { requests, events, audit } = this.#tables;
    const before = requests.require(id);
    const { result, licenceIds, customer = before.customer } = this.#carryOut(before, outcome, at);
    requests.conclude(id, { state: outcome.state, at, customer, result: JSON.stringify(result) });
    audit.note(at, outcome.state, id, outcome.note?.text);
    const { answer, ...request } = requests.require(id);
    if (!answer) throw conflict(`The request ${id} has no answer`);
    const { api } = before;
    const event = api === 'productOrder' ? orderEvent(result, at) : licenceEvent(result, at);
    const added = before.acknowledged
      ? [events.add({ api, customer, requestId: id, event, at, notBefore: soon() })]
      : [];
    return {
      value: { request, answer, result, ...(added[0] && { eventId: added[0].id }) },
      events: added,
      changes: [
        { kind: 'request', id, state: outcome.state, useCase: before.useCase },
        ...added.map(eventChange),
        ...(licenceIds.length > 0 ? [{ kind: 'licences' as const, ids: licenceIds }] : []),
      ],
    };
  }

  #carryOut(
    request: StoredRequest,
    { state, note, ...outcome }: RequestOutcome,
    at: string,
  ): { result: Json; licenceIds: readonly string[]; customer?: string | undefined } {
    const { id: orderId, body } = request;
    const said = { state, at, ...(note && { note }) };
    if (request.api === 'productOrder') {
      if (state === 'failed') return { result: orderReply(body, { ...said, orderId }), licenceIds: [] };
      const { licenceIds, ...ids } = this.#register
        ? provision(this.#tables, request.order, outcome)
        : idsWithoutRegister(request.order, outcome);
      const customer = this.#register ? ids.customerId : undefined;
      return { result: orderReply(body, { ...said, orderId, ...ids }), licenceIds, customer };
    }
    const { licences: changes } = request.change;
    const ids = changes.map(({ id }) => id);
    const { licences } = this.#tables;
    if (state === 'failed') {
      const unchanged = this.#register ? licences.list(ids, false) : [];
      return { result: changeReply(body, { ...said, licences: unchanged }), licenceIds: [] };
    }
    const obstacle = this.#register ? licences.obstacle(changes) : undefined;
    if (obstacle) throw conflict(obstacle);
    for (const { offer } of changes) if (offer && this.#register) this.#tables.customers.seen(offer);
    const changed = this.#register ? licences.change(changes) : changes.map(afterChange);
    return { result: changeReply(body, { ...said, licences: changed }), licenceIds: this.#register ? ids : [] };
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

function acceptedOf({ answer, ...request }: StoredRequest, repeated: boolean): Accepted {
  return { request, repeated, ...(answer && { answer }) };
}

function soon(): string {
  return new Date(Date.now() + headStart).toISOString();
}
