import type { Database, SqlRow } from '../ledger/database.ts';
import { newId } from '../ledger/database.ts';
import { conflict, noSuchEntry } from '../ledger/errors.ts';
import type { LedgerChange } from '../ledger/ledger.ts';
import type { Json } from '../wire/json.ts';
import type { EventState, OutboxEntry, OutboxFilter } from './outbox.ts';

/** An event that is put in. */
export interface AddedEvent {
  readonly api: OutboxEntry['api'];
  readonly customer: string;
  readonly requestId?: string;
  readonly event: Json;
  readonly at: string;
  readonly notBefore?: string;
}

/** An entry and its place among all, by which those of one customer are ordered. */
export type StoredEvent = OutboxEntry & { readonly place: number };

/** How an attempt ended. */
export interface Attempt {
  readonly state: 'waiting' | 'parked' | 'delivered';
  readonly at: string;
  readonly nextTryAt?: string;
  readonly status: string;
  readonly message?: string;
}

/** The events for Orange. */
export class EventTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add({ api, customer, requestId, event, at, notBefore }: AddedEvent): StoredEvent {
    const id = newId('EV');
    const type = String(event['type']);
    const body = JSON.stringify(event);
    const place = this.#database.insert(
      `INSERT INTO event (id, api, type, customer, request, body, state, created_at, next_try_at)
       VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`,
      [id, api, type, customer, requestId ?? null, body, at, notBefore ?? null],
    );
    return {
      ...{ place, id, api, type, customer, body, state: 'waiting', attempts: 0, createdAt: at },
      ...(requestId !== undefined && { requestId }),
      ...(notBefore !== undefined && { nextTryAt: notBefore }),
    };
  }

  find(id: string): StoredEvent | undefined {
    const row = this.#database.get('SELECT * FROM event WHERE id = ?', [id]);
    return row && entryOf(row);
  }

  /** @throws NOT_FOUND */
  require(id: string): StoredEvent {
    const entry = this.find(id);
    if (!entry) throw noSuchEntry('event', id);
    return entry;
  }

  at(place: number): StoredEvent | undefined {
    const row = this.#database.get('SELECT * FROM event WHERE place = ?', [place]);
    return row && entryOf(row);
  }

  list({ states, customer, limit = 100, offset = 0 }: OutboxFilter): StoredEvent[] {
    const chosen = states ? JSON.stringify(states) : null;
    const rows = this.#database.all(
      `SELECT * FROM event WHERE (? IS NULL OR state IN (SELECT value FROM json_each(?))) AND (? IS NULL OR customer = ?)
       ORDER BY place LIMIT ? OFFSET ?`,
      [chosen, chosen, customer ?? null, customer ?? null, limit, offset],
    );
    return rows.map(entryOf);
  }

  /** Customer and place of all that are not settled, in order. */
  pending(): { readonly customer: string; readonly place: number }[] {
    const rows = this.#database.all(
      "SELECT customer, place FROM event WHERE state IN ('waiting', 'parked') ORDER BY place",
    );
    return rows.map((row) => ({ customer: String(row['customer']), place: Number(row['place']) }));
  }

  counts(): Record<EventState, number> {
    const counts = { waiting: 0, parked: 0, delivered: 0, discarded: 0 };
    for (const row of this.#database.all('SELECT state, count(*) AS count FROM event GROUP BY state')) {
      counts[String(row['state']) as EventState] = Number(row['count']);
    }
    return counts;
  }

  /** Those that have not been taken yet; the many that have been are not looked at. */
  unsettledCounts(): Record<'waiting' | 'parked', number> {
    const count = (state: EventState) =>
      Number(this.#database.get('SELECT count(*) AS count FROM event WHERE state = ?', [state])?.['count']);
    return { waiting: count('waiting'), parked: count('parked') };
  }

  attempted(id: string, { state, at, nextTryAt, status, message }: Attempt): StoredEvent {
    this.#database.run(
      `UPDATE event SET state = ?, attempts = attempts + 1, next_try_at = ?, settled_at = ?, last_status = ?, last_message = ?
       WHERE id = ? AND state = 'waiting'`,
      [state, nextTryAt ?? null, state === 'delivered' ? at : null, status, message ?? null, id],
    );
    return this.require(id);
  }

  /** @throws CONFLICT when it is settled */
  retry(id: string): StoredEvent {
    this.#unsettled(id);
    this.#database.run("UPDATE event SET state = 'waiting', next_try_at = NULL WHERE id = ?", [id]);
    return this.require(id);
  }

  /** @throws CONFLICT when it is settled */
  discard(id: string, at: string): StoredEvent {
    this.#unsettled(id);
    this.#database.run("UPDATE event SET state = 'discarded', next_try_at = NULL, settled_at = ? WHERE id = ?", [
      at,
      id,
    ]);
    return this.require(id);
  }

  /** Forgets what was settled before a moment. */
  prune(before: string): void {
    this.#database.run("DELETE FROM event WHERE state IN ('delivered', 'discarded') AND settled_at < ?", [before]);
  }

  #unsettled(id: string): void {
    const { state } = this.require(id);
    if (state !== 'waiting' && state !== 'parked') throw conflict(`The event ${id} is ${state}`);
  }
}

function entryOf(row: SqlRow): StoredEvent {
  const text = (column: string, name: string) => (row[column] === null ? {} : { [name]: String(row[column]) });
  return {
    place: Number(row['place']),
    id: String(row['id']),
    api: String(row['api']) as OutboxEntry['api'],
    type: String(row['type']),
    customer: String(row['customer']),
    body: String(row['body']),
    state: String(row['state']) as EventState,
    attempts: Number(row['attempts']),
    createdAt: String(row['created_at']),
    ...text('request', 'requestId'),
    ...text('next_try_at', 'nextTryAt'),
    ...(row['state'] === 'delivered' && text('settled_at', 'deliveredAt')),
    ...text('last_status', 'lastStatus'),
    ...text('last_message', 'lastMessage'),
  };
}

/** What listeners are told of an event in the outbox. */
export function eventChange({ id, state }: StoredEvent): LedgerChange {
  return { kind: 'event', id, state };
}
