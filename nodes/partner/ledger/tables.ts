import { EventTable } from '../outbox/event-table.ts';
import { CustomerTable } from './customer-table.ts';
import type { Database } from './database.ts';
import { storeError } from './errors.ts';
import type { AuditLine } from './ledger.ts';
import { LicenceTable } from './licence-table.ts';
import { RequestTable } from './request-table.ts';

/** All that is in a store. */
export interface Tables {
  readonly customers: CustomerTable;
  readonly licences: LicenceTable;
  readonly requests: RequestTable;
  readonly events: EventTable;
  readonly audit: AuditTable;
}

/** The tables of a store. */
export function tablesOf(database: Database, run: string): Tables {
  return {
    customers: new CustomerTable(database),
    licences: new LicenceTable(database),
    requests: new RequestTable(database, run),
    events: new EventTable(database),
    audit: new AuditTable(database),
  };
}

/** The line of what happened by which it is known that an overdue request was told. */
export const overdueMark = 'overdue';

/** What happened, line by line. */
export class AuditTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  note(at: string, what: string, subject: string, detail?: string): void {
    this.#database.run('INSERT INTO audit (at, what, subject, detail) VALUES (?, ?, ?, ?)', [
      at,
      what,
      subject,
      detail ?? null,
    ]);
  }

  has(subject: string, what: string): boolean {
    return (
      this.#database.get('SELECT 1 FROM audit WHERE subject = ? AND what = ? LIMIT 1', [subject, what]) !== undefined
    );
  }

  /** The newest first. */
  lines(subject: string | undefined, limit: number): AuditLine[] {
    const rows =
      subject === undefined
        ? this.#database.all('SELECT * FROM audit ORDER BY place DESC LIMIT ?', [limit])
        : this.#database.all('SELECT * FROM audit WHERE subject = ? ORDER BY place DESC LIMIT ?', [subject, limit]);
    return rows.map((row) => ({
      at: String(row['at']),
      what: String(row['what']),
      subject: String(row['subject']),
      ...(row['detail'] !== null && { detail: String(row['detail']) }),
    }));
  }

  prune(before: string): void {
    this.#database.run('DELETE FROM audit WHERE at < ?', [before]);
  }
}

/**
 * How the file is laid out, step by step: a file of version n has had the first n steps. A step that was once published is
 * never changed; what comes next is a new step.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE customer (id TEXT PRIMARY KEY, reference TEXT UNIQUE, plain TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE contact (
    id TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customer (id), reference TEXT, place INTEGER NOT NULL, plain TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX contact_of ON contact (customer, place);
  CREATE TABLE fleet (
    id TEXT PRIMARY KEY, customer TEXT NOT NULL REFERENCES customer (id), offer TEXT NOT NULL, place INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX fleet_of ON fleet (customer, place);
  CREATE TABLE licence (
    place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, fleet TEXT NOT NULL REFERENCES fleet (id),
    deleted INTEGER NOT NULL, plain TEXT NOT NULL, wire TEXT NOT NULL
  ) STRICT;
  CREATE INDEX licence_of ON licence (fleet, deleted, place);
  CREATE TABLE offering (reference TEXT PRIMARY KEY, name TEXT) STRICT, WITHOUT ROWID;

  CREATE TABLE request (
    place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, asked TEXT NOT NULL, body TEXT NOT NULL,
    use_case TEXT NOT NULL, mode TEXT NOT NULL, state TEXT NOT NULL, acknowledged INTEGER NOT NULL, customer TEXT NOT NULL,
    accepted_at TEXT NOT NULL, concluded_at TEXT, run TEXT NOT NULL, identity TEXT, exact INTEGER NOT NULL,
    answer_state TEXT, answer TEXT, result TEXT
  ) STRICT;
  CREATE INDEX request_same ON request (identity, place) WHERE identity IS NOT NULL;
  CREATE INDEX request_open ON request (place) WHERE state = 'open';
  CREATE TABLE request_licence (
    licence TEXT NOT NULL, request INTEGER NOT NULL REFERENCES request (place) ON DELETE CASCADE, PRIMARY KEY (licence, request)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX licence_asked ON request_licence (request);

  CREATE TABLE event (
    place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, api TEXT NOT NULL, type TEXT NOT NULL,
    customer TEXT NOT NULL, request TEXT, body TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL, next_try_at TEXT, settled_at TEXT, last_status TEXT, last_message TEXT
  ) STRICT;
  CREATE INDEX event_state ON event (state, place);

  CREATE TABLE audit (
    place INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT
  ) STRICT;
  CREATE INDEX audit_of ON audit (subject, place);
  `,
];

/** The layout of a file; 0 of one that has never held a store. */
export function layoutOf(database: Database): number {
  return Number(database.get('PRAGMA user_version')?.['user_version'] ?? 0);
}

/** Writes something that changes nothing, for what can be read need not be writable. */
export function writeNothing(database: Database): void {
  database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${layoutOf(database)}; COMMIT`);
}

/**
 * Brings a file to the present layout, in one transaction.
 * @throws STORE_VERSION when a later version of this package has written it
 */
export function migrate(database: Database): void {
  const version = layoutOf(database);
  if (version > steps.length) {
    const message = `The store was written by a later version of this package (layout ${version}, known ${steps.length})`;
    throw storeError('STORE_VERSION', message);
  }
  if (version === steps.length) return;
  database.exec('BEGIN IMMEDIATE');
  for (const step of steps.slice(version)) database.exec(step);
  database.exec(`PRAGMA user_version = ${steps.length}; COMMIT`);
}
