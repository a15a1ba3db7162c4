import { randomUUID } from 'node:crypto';
import { type Steps, slicesOf } from '../../runtime/slices.ts';
import type { EndUserSetup, Licence, LicenceChange, Offer, Order } from '../wire/plain.ts';
import { licenceReply, stateFor } from '../wire/replies.ts';
import type { Database, SqlRow } from './database.ts';
import { newId } from './database.ts';
import { conflict, noSuchEntry } from './errors.ts';
import type { NewLicence } from './ledger.ts';
import type { RegisteredLicence } from './register.ts';

type Plain = Omit<RegisteredLicence, 'customerId'>;

/** Stands for an id in a text of many licences; no value of a request can be the same. */
const placeholder = randomUUID();
const quotedPlaceholder = JSON.stringify(placeholder);

const columns = `SELECT licence.id, licence.place, licence.plain, licence.deleted, fleet.customer
  FROM licence JOIN fleet ON fleet.id = licence.fleet`;

/** Licences that one step reads or writes. */
const atOnce = 50;

/** The same where nothing has to be done with each of them. */
const manyAtOnce = 500;

/** The licences. Beside what one is stands what Orange is shown of it: a fleet of thousands is asked for as a whole. */
export class LicenceTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Makes the licences of an order; those of which nothing special is known many at a time. */
  *add(order: Order, fleetId: string, offer: Offer, known: readonly NewLicence[]): Steps<string[]> {
    const characteristics = order.characteristics;
    const common = { fleetId, state: 'active', externalState: 'active', offer } as const;
    const quantity = order.quantity ?? 1;
    // Beyond these, nobody has said anything of a licence by itself.
    const single = Math.min(quantity, Math.max(known.length, order.endUsers?.length ?? 0, 1));
    const ids: string[] = [];
    for (let index = 0; index < single; index += 1) {
      if (index % atOnce === atOnce - 1) yield;
      const { id = newId('US'), ...details } = { ...setupOf(order, index), ...known[index] };
      if (this.#row(id)) throw conflict(`There is a licence ${id} already`);
      const own = details.characteristics ?? characteristics;
      const licence: Plain = { id, ...common, ...withUserId(details), ...(own && { characteristics: own }) };
      this.#insert([id], fleetId, licence);
      ids.push(id);
    }
    while (ids.length < quantity) {
      const others = Array.from({ length: Math.min(quantity - ids.length, atOnce) }, () => newId('US'));
      const alike = { ...common, ...withUserId(setupOf(order, single)), ...(characteristics && { characteristics }) };
      this.#insert(others, fleetId, { id: placeholder, ...alike });
      ids.push(...others);
      yield;
    }
    return ids;
  }

  /** Writes licences that are alike but for their ids, in the order of these. */
  #insert(ids: readonly string[], fleetId: string, licence: Plain): void {
    const [plain, wire] = textsOf({ ...licence, id: placeholder });
    const deleted = licence.externalState === 'deleted' ? 1 : 0;
    this.#database.run(
      `INSERT INTO licence (id, fleet, deleted, plain, wire)
       SELECT value, ?, ?, replace(?, ?, json_quote(value)), replace(?, ?, json_quote(value)) FROM json_each(?) ORDER BY key`,
      [fleetId, deleted, plain, quotedPlaceholder, wire, quotedPlaceholder, JSON.stringify(ids)],
    );
  }

  /** Writes a licence that is known from elsewhere. */
  put({ customerId: _, ...licence }: RegisteredLicence): void {
    this.#insert([licence.id], licence.fleetId, licence);
  }

  /** Makes licences of which nothing is known but how many they are. */
  addAlike(fleetId: string, offer: Offer, quantity: number): void {
    const ids = Array.from({ length: quantity }, () => newId('US'));
    this.#insert(ids, fleetId, { id: placeholder, fleetId, state: 'active', externalState: 'active', offer });
  }

  /** Ids of the licences of a fleet that are not deleted. */
  idsOf(fleetId: string): string[] {
    const rows = this.#database.all('SELECT id FROM licence WHERE fleet = ? AND deleted = 0', [fleetId]);
    return rows.map(({ id }) => String(id));
  }

  /** Why a list of changes cannot be made, if so. */
  *obstacle(changes: readonly LicenceChange[]): Steps<string | undefined> {
    const unknown: LicenceChange[] = [];
    for (const some of slicesOf(changes, atOnce)) {
      const known = this.#some(some.map(({ id }) => id));
      for (const change of some) {
        const { id, fleetId } = change;
        const licence = known.get(id);
        if (!licence || (fleetId !== undefined && fleetId !== licence.fleetId)) unknown.push(change);
      }
      yield;
    }
    if (unknown.length === 0) return undefined;
    const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : '';
    return `There is no licence ${unknown.slice(0, 5).map(nameOf).join(', ')}${more}`;
  }

  /** Changes licences, and gives them as they are then. */
  *change(changes: readonly LicenceChange[]): Steps<RegisteredLicence[]> {
    const changed: RegisteredLicence[] = [];
    for (const some of slicesOf(changes, atOnce)) {
      const known = this.#some(some.map(({ id }) => id));
      for (const { id, externalState, offer } of some) {
        const licence = known.get(id);
        if (!licence) throw noSuchEntry('licence', id);
        const state = externalState && { externalState, state: stateFor[externalState] };
        changed.push(this.replace({ ...licence, ...state, ...(offer && { offer }) }));
      }
      yield;
    }
    return changed;
  }

  /** Writes a licence that stands there. */
  replace({ customerId, ...licence }: RegisteredLicence): RegisteredLicence {
    const deleted = licence.externalState === 'deleted' ? 1 : 0;
    this.#database.run('UPDATE licence SET deleted = ?, plain = ?, wire = ? WHERE id = ?', [
      deleted,
      ...textsOf(licence),
      licence.id,
    ]);
    return { ...licence, customerId };
  }

  /** A licence that is not deleted. */
  find(id: string): RegisteredLicence | undefined {
    const row = this.#row(id);
    return row && row['deleted'] === 0 ? licenceOf(row) : undefined;
  }

  /** @throws NOT_FOUND for an unknown and a deleted one */
  require(id: string): RegisteredLicence {
    const licence = this.find(id);
    if (!licence) throw noSuchEntry('licence', id);
    return licence;
  }

  /** Those of a list that are there, in its order. */
  *present(ids: readonly string[]): Steps<RegisteredLicence[]> {
    const present: RegisteredLicence[] = [];
    for (const some of slicesOf(ids, atOnce)) {
      const known = this.#some(some);
      for (const id of some) {
        const licence = known.get(id);
        if (licence) present.push(licence);
      }
      yield;
    }
    return present;
  }

  /** @param deleted whether deleted ones are found, too */
  list(ids: readonly string[], deleted: boolean): RegisteredLicence[] {
    return ids.flatMap((id) => {
      const row = this.#row(id);
      return row && (deleted || row['deleted'] === 0) ? [licenceOf(row)] : [];
    });
  }

  /**
   * Licences of a fleet in the order in which they were made.
   * @param deleted whether deleted ones are among them
   */
  *ofFleet(fleetId: string, deleted: boolean): Steps<RegisteredLicence[]> {
    const sql = `${columns} WHERE licence.fleet = ? AND licence.deleted <= ? AND licence.place > ? ORDER BY licence.place LIMIT ?`;
    const all: RegisteredLicence[] = [];
    for (let last = 0; ; ) {
      const rows = this.#database.all(sql, [fleetId, deleted ? 1 : 0, last, manyAtOnce]);
      all.push(...rows.map(licenceOf));
      if (rows.length < manyAtOnce) return all;
      last = Number(rows.at(-1)?.['place']);
      yield;
    }
  }

  /**
   * The licences of a fleet as Orange is shown them, all as they are at one moment: where something is written while they are
   * read, they are read again, and in one go where that does not end.
   */
  *wireOfFleet(fleetId: string, deleted: boolean): Steps<string> {
    for (let attempt = 1; ; attempt += 1) {
      const { written } = this.#database;
      const parts: string[] = [];
      let last = 0;
      while (last >= 0) {
        if (last > 0 && attempt < attempts) yield;
        if (this.#database.written !== written) break;
        const row = this.#database.get(wirePage, [fleetId, deleted ? 1 : 0, last, manyAtOnce]);
        if (row?.['wire']) parts.push(String(row['wire']));
        last = row?.['count'] === manyAtOnce ? Number(row['last']) : -1;
      }
      if (last < 0) return `[${parts.join(',')}]`;
    }
  }

  /** Those of a list that are there and not deleted. */
  #some(ids: readonly string[]): ReadonlyMap<string, RegisteredLicence> {
    const sql = `${columns} WHERE licence.id IN (SELECT value FROM json_each(?)) AND licence.deleted = 0`;
    const rows = ids.length === 1 ? this.#alive(ids[0] ?? '') : this.#database.all(sql, [JSON.stringify(ids)]);
    return new Map(rows.map((row) => [String(row['id']), licenceOf(row)]));
  }

  #alive(id: string): SqlRow[] {
    const row = this.#row(id);
    return row?.['deleted'] === 0 ? [row] : [];
  }

  #row(id: string): SqlRow | undefined {
    return this.#database.get(`${columns} WHERE licence.id = ?`, [id]);
  }
}

/** One statement reads a part of a fleet, and puts it together as well. */
const wirePage = `SELECT group_concat(wire) AS wire, max(place) AS last, count(*) AS count FROM (
  SELECT wire, place FROM licence WHERE fleet = ? AND deleted <= ? AND place > ? ORDER BY place LIMIT ?)`;

/** How often a fleet is read before it is read in one go. */
const attempts = 3;

/** The end user has an id of ours. */
export function withUserId<T extends EndUserSetup>(setup: T): T {
  const { endUser } = setup;
  return endUser && !endUser.id ? { ...setup, endUser: { ...endUser, id: newId('EU') } } : setup;
}

/**
 * How Orange wants a licence of an order to be set up. One configuration for several licences says what they run on; its
 * end user can use one only.
 */
function setupOf({ endUsers = [], quantity = 1 }: Order, index: number): EndUserSetup {
  const [common] = endUsers;
  if (endUsers.length === 1 && quantity > 1 && index > 0)
    return common?.resources ? { resources: common.resources } : {};
  return endUsers[index] ?? {};
}

function textsOf(licence: Licence): [string, string] {
  return [JSON.stringify(licence), JSON.stringify(licenceReply(licence))];
}

function licenceOf(row: SqlRow): RegisteredLicence {
  return { ...(JSON.parse(String(row['plain'])) as Plain), customerId: String(row['customer']) };
}

function nameOf({ id, fleetId }: LicenceChange): string {
  return fleetId ? `${id} in ${fleetId}` : id;
}
