import { isObject, type Json } from '../../schema/json.ts';
import { objectWith } from '../../schema/places.ts';
import { type Column, columnNamed, columns, type Part } from './columns.ts';
import { csvRows } from './csv.ts';
import { FileFault } from './fault.ts';

/** What one row of a table says, or one item of a JSON file with all that it belongs to. */
export interface FileEntry {
  /** `line 7`, `customers[0].fleets[1]`. */
  readonly place: string;
  readonly customer: Json;
  readonly contact?: Json;
  /** With `id`, `offer` and `quantity`. */
  readonly fleet?: Json;
  readonly licence?: Json;
}

/** An entry, or why there is none. */
export type ReadEntry = FileEntry | FileFault;

/** Reads a CSV file. What is wrong with the file itself ends it. */
export function* entriesOfCsv(text: string): Generator<ReadEntry, void> {
  let heads: readonly Column[] | undefined;
  try {
    for (const { line, cells } of csvRows(text)) {
      const trimmed = cells.map((cell) => cell.trim());
      if (!heads) heads = headsOf(trimmed, `line ${line}`);
      else if (trimmed.some((cell) => cell !== '')) yield entryOfRow(heads, trimmed, `line ${line}`);
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    yield error;
  }
}

/** @throws FileFault */
function headsOf(names: readonly string[], place: string): Column[] {
  while (names.at(-1) === '') names = names.slice(0, -1);
  const seen = new Set<string>();
  return names.map((heading) => {
    const name = columnNamed(heading);
    const column = name === undefined ? undefined : columns[name];
    if (name === undefined || !column) {
      throw new FileFault(place, `unknown column '${heading}'; the columns are ${Object.keys(columns).join(', ')}`);
    }
    if (seen.has(name)) throw new FileFault(place, `column '${heading}' appears twice`);
    seen.add(name);
    return column;
  });
}

function entryOfRow(heads: readonly Column[], cells: readonly string[], place: string): ReadEntry {
  const rest = cells.slice(heads.length).some((cell) => cell !== '');
  if (rest || cells.length < heads.length) {
    return new FileFault(place, `${cells.length} cells, but the header has ${heads.length}`);
  }
  const parts: Record<Part, [string, unknown][]> = { customer: [], contact: [], fleet: [], licence: [] };
  for (const [index, { part, at, json }] of heads.entries()) {
    const cell = cells[index] ?? '';
    if (cell === '') continue;
    const value = json ? jsonIn(cell) : cell;
    if (value === undefined) return new FileFault(place, `${nameOf(heads[index])} '${shortened(cell)}' is not JSON`);
    if (/^\d[.,]\d+E\+\d+$/i.test(cell)) {
      return new FileFault(
        place,
        `${nameOf(heads[index])} '${cell}' has been shortened by a spreadsheet; format the column as text`,
      );
    }
    parts[part].push([at, value]);
  }
  const { customer, contact, fleet, licence } = parts;
  return {
    place,
    customer: objectWith(customer) as Json,
    ...(contact.length > 0 && { contact: objectWith(contact) as Json }),
    ...(fleet.length > 0 && { fleet: objectWith(fleet) as Json }),
    ...(licence.length > 0 && { licence: objectWith(licence) as Json }),
  };
}

function nameOf(column: Column | undefined): string {
  return Object.entries(columns).find(([, each]) => each === column)?.[0] ?? '';
}

function jsonIn(cell: string): object | undefined {
  try {
    const value: unknown = JSON.parse(cell);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Takes a JSON file apart: a list of customers with their contacts, fleets and licences, or an export. */
export function* entriesOfJson(file: unknown): Generator<ReadEntry, void> {
  const customers = isObject(file) && Array.isArray(file['customers']) ? file['customers'] : file;
  if (!Array.isArray(customers)) {
    yield new FileFault('the file', 'a list of customers is expected, or an object with customers');
    return;
  }
  for (const [place, customer] of itemsOf(customers, 'customers')) {
    if (!isObject(customer)) {
      yield new FileFault(place, 'an object is expected');
      continue;
    }
    const { contacts, fleets, ...own } = customer;
    yield { place, customer: own };
    const key = keyOf(own);
    for (const [at, contact] of itemsOf(contacts, `${place}.contacts`)) {
      yield isObject(contact) ? { place: at, customer: key, contact } : new FileFault(at, 'an object is expected');
    }
    for (const [at, fleet] of itemsOf(fleets, `${place}.fleets`)) yield* entriesOfFleet(key, fleet, at);
  }
}

function* entriesOfFleet(customer: Json, value: unknown, place: string): Generator<ReadEntry, void> {
  if (!isObject(value)) {
    yield new FileFault(place, 'an object is expected');
    return;
  }
  const { licences, ...fleet } = value;
  yield { place, customer, fleet };
  for (const [at, licence] of itemsOf(licences, `${place}.licences`)) {
    yield isObject(licence)
      ? { place: at, customer, fleet: { id: fleet['id'] }, licence }
      : new FileFault(at, 'an object is expected');
  }
}

function keyOf({ id, reference, externalReference }: Json): Json {
  return {
    ...(id !== undefined && { id }),
    ...(reference !== undefined && { reference }),
    ...(externalReference !== undefined && { externalReference }),
  };
}

function* itemsOf(list: unknown, place: string): Generator<readonly [place: string, item: unknown], void> {
  const items: readonly unknown[] = Array.isArray(list) ? list : list === undefined || list === null ? [] : [list];
  for (const [index, item] of items.entries()) yield [`${place}[${index}]`, item];
}
