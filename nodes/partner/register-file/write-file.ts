import type { Steps } from '../../runtime/slices.ts';
import type { Json } from '../../schema/json.ts';
import { valueAt } from '../../schema/places.ts';
import type { RegisteredLicence, WholeCustomer } from '../ledger/register.ts';
import { type Column, columns, type Part } from './columns.ts';
import { csvLine } from './csv.ts';

/** How a register is written. */
export type RegisterFormat = 'csv' | 'json';

/** Writes a register so that it can be read again: as text, in pieces. */
export function* writeRegisterFile(customers: readonly WholeCustomer[], format: RegisterFormat): Steps<string> {
  return yield* format === 'csv' ? csvOf(customers) : jsonOf(customers);
}

function* jsonOf(customers: readonly WholeCustomer[]): Steps<string> {
  const pieces: string[] = [];
  for (const { contacts, fleets, ...customer } of customers) {
    const written: string[] = [];
    for (const { licences, ...fleet } of fleets) {
      const lines: string[] = [];
      for (const licence of licences) {
        yield;
        lines.push(`\n      ${JSON.stringify(shownLicence(licence))}`);
      }
      written.push(`\n    ${around(fleet, 'licences', lines)}`);
    }
    pieces.push(`\n  ${around({ ...customer, contacts }, 'fleets', written)}`);
  }
  return `${around({ exportedAt: new Date().toISOString() }, 'customers', pieces)}\n`;
}

/** An object with a list as its last member. */
function around(object: object, name: string, items: readonly string[]): string {
  const head = JSON.stringify(object).slice(0, -1);
  return `${head}${head === '{' ? '' : ','}${JSON.stringify(name)}:[${items.join(',')}]}`;
}

/** Without what its place in the file says. */
function shownLicence(licence: RegisteredLicence): object {
  const { id, externalState, customerId: _, fleetId: __, state: ___, ...details } = licence;
  return { id, externalState, ...details };
}

type Row = Readonly<Partial<Record<Part, object>>>;

function* csvOf(customers: readonly WholeCustomer[]): Steps<string> {
  const entries = Object.entries(columns).filter(([name]) => name !== 'quantity');
  const rows: (readonly string[])[] = [];
  const used = entries.map(([, { usual }]) => usual === true);
  for (const row of rowsOf(customers)) {
    yield;
    const cells = entries.map(([, column]) => cellOf(row, column));
    for (const [index, cell] of cells.entries()) if (cell !== '') used[index] = true;
    rows.push(cells);
  }
  const chosen = (cells: readonly string[]) => csvLine(cells.filter((_, index) => used[index]));
  const lines = [chosen(entries.map(([name]) => name))];
  for (const cells of rows) {
    yield;
    lines.push(chosen(cells));
  }
  return lines.join('');
}

/** A row for each licence; contacts, and what has no licences, have rows of their own. */
function* rowsOf(customers: readonly WholeCustomer[]): Generator<Row, void> {
  for (const { contacts, fleets, ...customer } of customers) {
    const { id, reference, name } = customer;
    const known = { id, reference, name };
    const [first, ...others] = contacts;
    yield { customer, ...(first && { contact: first }) };
    for (const contact of others) yield { customer: known, contact };
    for (const { licences, ...fleet } of fleets) {
      if (licences.length === 0) yield { customer: known, fleet };
      for (const licence of licences) {
        const { offer, ...own } = licence;
        const differs = JSON.stringify(offer) !== JSON.stringify(fleet.offer);
        yield { customer: known, fleet, licence: differs ? licence : own };
      }
    }
  }
}

function cellOf(row: Row, { part, at, json }: Column): string {
  const value = valueAt((row[part] ?? {}) as Json, at);
  if (value === undefined || value === null) return '';
  return json || typeof value === 'object' ? JSON.stringify(value) : String(value);
}
