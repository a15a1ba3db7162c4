import type { AuditLine } from '../ledger.ts';
import { Customers } from './customers.ts';
import type { Database } from './database.ts';
import { Events } from './events.ts';
import { Licences } from './licences.ts';
import { Requests } from './requests.ts';

/** All that is in a store. */
export interface Tables {
  readonly customers: Customers;
  readonly licences: Licences;
  readonly requests: Requests;
  readonly events: Events;
  readonly audit: Audit;
}

export function tablesOf(database: Database, run: string): Tables {
  return {
    customers: new Customers(database),
    licences: new Licences(database),
    requests: new Requests(database, run),
    events: new Events(database),
    audit: new Audit(database),
  };
}

/** What happened, line by line. */
export class Audit {
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
