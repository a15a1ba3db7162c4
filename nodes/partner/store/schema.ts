import type { Database } from './database.ts';
import { storeError } from './errors.ts';

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

/**
 * Brings a file to the present layout, in one transaction.
 * @throws STORE_VERSION when a later version of this package has written it
 */
export function migrate(database: Database): void {
  const version = Number(database.get('PRAGMA user_version')?.['user_version'] ?? 0);
  if (version > steps.length) {
    const message = `The store was written by a later version of this package (layout ${version}, known ${steps.length})`;
    throw storeError('STORE_VERSION', message);
  }
  if (version === steps.length) return;
  database.exec('BEGIN IMMEDIATE');
  for (const step of steps.slice(version)) database.exec(step);
  database.exec(`PRAGMA user_version = ${steps.length}; COMMIT`);
}
