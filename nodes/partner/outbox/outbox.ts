import type { WireResponse } from '../../runtime/operation/connection.ts';
import type { Json } from '../wire/json.ts';

/** How an event in the outbox stands. */
export type EventState = 'waiting' | 'parked' | 'delivered' | 'discarded';

/** An event on its way to Orange. */
export interface OutboxEntry {
  readonly id: string;
  readonly api: 'productOrder' | 'userService';
  /** `completedStateNotification`, `failedStateNotification`, `updateNotification`. */
  readonly type: string;
  /** See Request. */
  readonly customer: string;
  readonly requestId?: string;
  /** JSON, the same bytes at every attempt. */
  readonly body: string;
  readonly state: EventState;
  readonly attempts: number;
  readonly createdAt: string;
  /** Of a waiting entry: not before then. */
  readonly nextTryAt?: string;
  readonly deliveredAt?: string;
  /** Of the last attempt: the HTTP status, or the code of the error. */
  readonly lastStatus?: string;
  readonly lastMessage?: string;
}

/** An event that is to be sent. */
export interface NewEvent {
  readonly api: OutboxEntry['api'];
  readonly type: string;
  /** productOrder or userServiceUpdate. */
  readonly resource: Json;
  /** Whose order of events it keeps. With a register it is found from the licences in it. */
  readonly customer?: string;
}

/** Which events to look up. */
export interface OutboxFilter {
  readonly states?: readonly EventState[];
  readonly customer?: string;
  /** Entries at most, the oldest first. 100 if absent. */
  readonly limit?: number;
  readonly offset?: number;
}

/**
 * Events for Orange. Each is delivered at least once, and those of one customer in the order in which they were put in:
 * one that waits for its next attempt, or is parked because Orange refused it, holds up the later ones of its customer
 * until it is delivered or discarded.
 */
export interface Outbox {
  add(event: NewEvent): Promise<OutboxEntry>;
  list(filter?: OutboxFilter): Promise<readonly OutboxEntry[]>;
  get(id: string): Promise<OutboxEntry | undefined>;
  /** How many there are of each state. */
  counts(): Promise<Readonly<Record<EventState, number>>>;
  /** How many have not been taken yet, without a look at the many that have been. */
  unsettled(): Promise<Readonly<Record<'waiting' | 'parked', number>>>;
  /** Tries a parked or waiting entry again at once. */
  retry(id: string): Promise<OutboxEntry>;
  /** Gives a parked or waiting entry up; it is never sent again, and the next of its customer follows. */
  discard(id: string): Promise<OutboxEntry>;
}

/**
 * Sends one event to Orange and resolves with the answer whatever its status; rejects with a TelephonyError when there is
 * none. Renewing the token is its business, trying again is not.
 */
export type Send = (entry: OutboxEntry, signal: AbortSignal) => Promise<WireResponse>;

/** How to bring events to Orange. */
export interface DeliveryOptions {
  /** Milliseconds between the first attempts and at most, doubled in between: 1000 and 300000 if absent. */
  readonly firstDelay?: number;
  readonly longestDelay?: number;
  /** Customers served at the same time; 4 if absent. */
  readonly concurrency?: number;
  /** Called when an attempt failed: the entry waits for the next one or is parked. */
  readonly failed?: (entry: OutboxEntry) => void;
}

/** Brings events to Orange until it is stopped. */
export interface Delivery {
  /** Breaks off what is under way; it is sent again later. */
  stop(): Promise<void>;
}
