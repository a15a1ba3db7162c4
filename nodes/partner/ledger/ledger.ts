import type { TelephonyError } from '../../runtime/errors.ts';
import type { Delivery, DeliveryOptions, EventState, Outbox, OutboxEntry, Send } from '../outbox/outbox.ts';
import type { Json } from '../wire/json.ts';
import type { ChangeForms, OwnChange } from '../wire/own-changes.ts';
import type {
  ChangeCase,
  Characteristics,
  EndUserSetup,
  Change as LicencesChange,
  Order,
  OrderCase,
} from '../wire/plain.ts';
import type { ReplyNote } from '../wire/replies.ts';
import type { Register } from './register.ts';

/*
 * What a partner of Orange Business Applications keeps, and the only door to it. Every promise of a change resolves when
 * the change is on disk, and changes happen one after the other; so an answer that waits for the promise never says more
 * than what a crash leaves.
 *
 * The life of a request:
 *
 *   accept ─ refused by the register ────────────────► concluded `failed`, answered
 *     ├───── by: 'register' ─────────────────────────► concluded, answered (async: acknowledged, the result in the outbox)
 *     └───── by: 'flow' ─► open ─ take ─► conclude ──► concluded
 *
 * An open request is acknowledged at once (async) or not at all. When it is concluded, an acknowledged one puts its event
 * into the outbox in the same transaction; any other gets its answer, and there is no event.
 *
 * Errors are TelephonyErrors: `NOT_FOUND` (no such request, licence, event), `CONFLICT` (against the state of things),
 * `INVALID_INPUT`, and the store's: `STORE_CLOSED`, `STORE_IN_USE`, `STORE_VERSION`, `STORE_GONE`, `STORE_CHANGED`, `STORE_DAMAGED`,
 * `STORE_FULL`, `STORE_READ_ONLY`, `STORE_FAILED`.
 */

/** The use cases of orders and of changes of licences. */
export type UseCase = OrderCase | ChangeCase;

/** How a use case is answered, as the contract says: with the result, or acknowledged now and the result as an event later. */
export type RequestMode = 'sync' | 'async';

/** What Orange asked for, in plain fields. */
export type Asked =
  | { readonly api: 'productOrder'; readonly order: Order }
  | { readonly api: 'userService'; readonly change: LicencesChange };

/** A request of Orange's that is to be kept. */
export type NewRequest = Asked & {
  /** The request as it came, empty nodes taken out. */
  readonly body: Json;
  readonly mode: RequestMode;
  /**
   * `register`: carried out at once, by the register alone. `flow`: left open until somebody concludes it; with a register
   * it is checked all the same, and refused when it cannot be carried out.
   */
  readonly by: 'flow' | 'register';
  /** With `async` and `flow`: not acknowledged yet, for the flow may still say no. `acknowledge` has to follow. */
  readonly hold?: boolean;
};

/** How a kept request stands. */
export type RequestState = 'open' | 'completed' | 'failed';

/** A request as the ledger keeps it. */
export type Request = Asked & {
  /** Ours; the order id in every answer and event. */
  readonly id: string;
  readonly useCase: UseCase;
  readonly mode: RequestMode;
  readonly body: Json;
  readonly state: RequestState;
  /** Acknowledged towards Orange: the result goes out as an event. */
  readonly acknowledged: boolean;
  /** ISO 8601. */
  readonly acceptedAt: string;
  readonly concludedAt?: string;
  /**
   * The customer it belongs to, by the id that we gave; what Orange calls it as long as it has none; empty if neither is
   * known. Events keep their order among the same customer.
   */
  readonly customer: string;
  /**
   * It was accepted before this opening of the ledger, so a flow may have had it already: after a crash, a restart or a
   * deployment that replaced the account.
   */
  readonly resumed: boolean;
};

/** What Orange gets for a request. */
export interface RequestAnswer {
  readonly state: 'acknowledged' | 'completed' | 'failed';
  /** JSON, the same bytes whenever the request is repeated. */
  readonly body: string;
}

/** What there is to answer when a request has been accepted, or was before. */
export interface Accepted {
  readonly request: Request;
  /** The same request was accepted before: this is its record, nothing was done, and it must not go to a flow again. */
  readonly repeated: boolean;
  /** To be sent now. Absent: the request is open and not acknowledged; see `answer`. */
  readonly answer?: RequestAnswer;
}

/** How a request ended. */
export interface RequestOutcome {
  readonly state: 'completed' | 'failed';
  /** Why it failed. */
  readonly note?: ReplyNote;
  /** Ids that the flow made. Whatever is missing is made here. Of the contacts in the order of the request. */
  readonly customerId?: string;
  readonly contactIds?: readonly string[];
  /** Another fleet than the one asked for, with `more`. */
  readonly fleetId?: string;
  /** What is known of the new licences of an order, at most as many as were ordered; the others are made without details. */
  readonly licences?: readonly NewLicence[];
}

/** A licence that a flow knows of when it concludes an order. */
export interface NewLicence extends EndUserSetup {
  readonly id?: string;
  readonly characteristics?: Characteristics;
}

/** What became of a request when its outcome was given. */
export interface Concluded {
  readonly request: Request;
  /** What the waiting request is answered with; what it was answered with, if it was acknowledged. */
  readonly answer: RequestAnswer;
  /** The productOrder or userServiceUpdate with the final state. */
  readonly result: Json;
  /** The event that carries the result. Only if the request was acknowledged. */
  readonly eventId?: string;
}

/** What it takes to watch over an open request. */
export interface OpenRequest {
  readonly id: string;
  readonly useCase: UseCase;
  /** ISO 8601. */
  readonly acceptedAt: string;
  /** Somebody was told that it is overdue. */
  readonly overdue: boolean;
}

/** Which requests to look up. */
export interface RequestFilter {
  readonly states?: readonly RequestState[];
  readonly useCases?: readonly UseCase[];
  readonly oldestFirst?: boolean;
  readonly limit?: number;
  readonly offset?: number;
}

/** Something that happened, after it is on disk. */
export type LedgerChange =
  | { readonly kind: 'request'; readonly id: string; readonly state: RequestState; readonly useCase: UseCase }
  | { readonly kind: 'event'; readonly id: string; readonly state: EventState }
  | { readonly kind: 'licences'; readonly ids: readonly string[] };

/** One line of the record of who did what to a request, and when. */
export interface AuditLine {
  readonly at: string;
  /**
   * `accepted`, `repeated`, `acknowledged`, `overdue`, `handed out again`, `completed`, `failed`, `changed`, `delivered`, `parked`,
   * `retried`, `discarded`, `imported`.
   */
  readonly what: string;
  /** Of the request, licence or event; `register` of an import. */
  readonly subject: string;
  readonly detail?: string;
}

/**
 * Whether what is kept can be used. `failed`: every promise of a change is rejected with the error, and where the store
 * cannot be read either, every other too; it is tried again for ever.
 */
export interface LedgerHealth {
  readonly state: 'opening' | 'open' | 'failed';
  /** What has failed, why, and what to do about it. */
  readonly error?: TelephonyError;
  /** When it is tried again. */
  readonly nextTry?: Date;
}

/** The requests that a partner has accepted. What it says it keeps is on disk. */
export interface Ledger {
  /** Absent when the account keeps no register: requests and events are kept all the same. */
  readonly register?: Register;
  readonly outbox: Outbox;
  readonly health: LedgerHealth;
  /** Calls back when the health changes, until the function it returns is called. */
  onHealth(listener: (health: LedgerHealth) => void): () => void;

  /**
   * Takes a request in, or finds that it was taken in before. A repetition is recognised by Orange's own reference of the
   * order, or by the same content: without end if the content carries the moment of the order, for ten minutes otherwise
   * (and then not if it failed, or if the licences have been asked for something else since).
   */
  accept(request: NewRequest): Promise<Accepted>;
  /** Acknowledges an open request that was held. Gives the answer that stands, if it has one already. */
  acknowledge(id: string): Promise<RequestAnswer>;
  /**
   * Ends a request: register, result, answer or event, all or nothing.
   * @throws CONFLICT if it was concluded before, or if the register cannot carry it out any more (it stays open then)
   */
  conclude(id: string, outcome: RequestOutcome): Promise<Concluded>;
  /** The answer of a request, as soon as there is one: for the connection that waits, and for repetitions of it. */
  answer(id: string, signal?: AbortSignal): Promise<RequestAnswer>;

  request(id: string): Promise<Request | undefined>;
  /** The newest first unless the filter says otherwise, 100 if no limit is given. */
  requests(filter?: RequestFilter): Promise<readonly Request[]>;
  /** Open requests that no flow has at the moment, the oldest first. After a start: all that were open at the end. */
  waiting(useCases: readonly UseCase[]): Promise<readonly Request[]>;
  /** Hands an open request to a flow. Undefined if it is concluded or another has taken it. */
  take(id: string): Promise<Request | undefined>;
  /** The flow that had it is gone: it waits again. */
  giveBack(id: string): void;
  /** All open requests, the oldest first. */
  open(): Promise<readonly OpenRequest[]>;
  /** Whether a flow has an open request at the moment. */
  isTaken(id: string): boolean;
  /**
   * Hands an open request to a flow whether or not one has it.
   * @throws NOT_FOUND, CONFLICT if it was concluded
   */
  takeAgain(id: string): Promise<Request>;
  /** An open request that somebody is to be told of as overdue, for whoever asks first; {@link markOverdue} follows when it was told. */
  overdue(id: string): Promise<Request | undefined>;
  /** Remembers that an open request is known to be overdue. */
  markOverdue(id: string): Promise<void>;
  /** The open update that names exactly these licences, the oldest first: events of licences carry no id of the update. */
  openUpdate(licenceIds: readonly string[]): Promise<Request | undefined>;

  /**
   * Tells Orange of changes on the partner's side (UC5), all of one customer, in one event. With a register they are made
   * there in the same transaction.
   * @throws with a register: NOT_FOUND for an unknown or deleted licence, CONFLICT for a second `add` of an end user or a
   * `modify` or `delete` without one
   */
  change(changes: readonly OwnChange[]): Promise<OutboxEntry>;

  /**
   * Starts to send what is in the outbox. Of several accounts that share a ledger one delivers; the next takes over when it
   * stops.
   */
  deliver(send: Send, options?: DeliveryOptions): Delivery;

  /** Calls back after every change, until the function it returns is called. */
  subscribe(listener: (change: LedgerChange) => void): () => void;
  audit(subject?: string, limit?: number): Promise<readonly AuditLine[]>;
  /** Waits for what is being written. The file is closed when its last user is gone. */
  close(): Promise<void>;
}

/** How a partner's ledger is kept, for `openLedger`. */
export interface LedgerOptions {
  /** Directory; accounts with the same one share what is in it. */
  readonly directory: string;
  /** File that remembers, outside of the directories, which stores there are; in the directory if absent. */
  readonly record?: string;
  /** On if absent. */
  readonly register?: boolean;
  /** Days that delivered and discarded events are kept; 30 if absent. */
  readonly keepDelivered?: number;
  /** Days that concluded requests are kept, and so recognised when repeated; 400 if absent. */
  readonly keepRequests?: number;
  /** The forms that are open in the API's description. */
  readonly forms?: ChangeForms;
}
