import { randomUUID } from 'node:crypto';
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

const columns = `SELECT licence.plain, licence.deleted, fleet.customer
  FROM licence JOIN fleet ON fleet.id = licence.fleet`;

/** The licences. Beside what one is stands what Orange is shown of it: a fleet of thousands is asked for as a whole. */
export class LicenceTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Makes the licences of an order. All of which nothing special is known are written by one statement. */
  add(order: Order, fleetId: string, offer: Offer, known: readonly NewLicence[]): string[] {
    const characteristics = order.characteristics;
    const common = { fleetId, state: 'active', externalState: 'active', offer } as const;
    const quantity = order.quantity ?? 1;
    // Beyond these, nobody has said anything of a licence by itself.
    const single = Math.min(quantity, Math.max(known.length, order.endUsers?.length ?? 0, 1));
    const ids = Array.from({ length: single }, (_, index) => {
      const { id = newId('US'), ...details } = { ...setupOf(order, index), ...known[index] };
      if (this.#row(id)) throw conflict(`There is a licence ${id} already`);
      const own = details.characteristics ?? characteristics;
      const licence: Plain = { id, ...common, ...withUserId(details), ...(own && { characteristics: own }) };
      this.#insert([id], fleetId, licence);
      return id;
    });
    if (single === quantity) return ids;
    const others = Array.from({ length: quantity - single }, () => newId('US'));
    const alike = { ...common, ...withUserId(setupOf(order, single)), ...(characteristics && { characteristics }) };
    this.#insert(others, fleetId, { id: placeholder, ...alike });
    return [...ids, ...others];
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

  /** Licences of a fleet, deleted ones too, in the order in which they were made. */
  page(fleetId: string, offset: number, limit: number): RegisteredLicence[] {
    const sql = `${columns} WHERE licence.fleet = ? ORDER BY licence.place LIMIT ? OFFSET ?`;
    return this.#database.all(sql, [fleetId, limit, offset]).map(licenceOf);
  }

  /** Why a list of changes cannot be made, if so. */
  obstacle(changes: readonly LicenceChange[]): string | undefined {
    const unknown = changes.filter(({ id, fleetId }) => {
      const licence = this.find(id);
      return !licence || (fleetId !== undefined && fleetId !== licence.fleetId);
    });
    if (unknown.length === 0) return undefined;
    const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : '';
    return `There is no licence ${unknown.slice(0, 5).map(nameOf).join(', ')}${more}`;
  }

  /** Changes licences, and gives them as they are then. */
  change(changes: readonly LicenceChange[]): RegisteredLicence[] {
    return changes.map(({ id, externalState, offer }) =>
      this.replace({
        ...this.require(id),
        ...(externalState && { externalState, state: stateFor[externalState] }),
        ...(offer && { offer }),
      }),
    );
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

  /** @param deleted whether deleted ones are found, too */
  list(ids: readonly string[], deleted: boolean): RegisteredLicence[] {
    return ids.flatMap((id) => {
      const row = this.#row(id);
      return row && (deleted || row['deleted'] === 0) ? [licenceOf(row)] : [];
    });
  }

  ofFleet(fleetId: string, deleted: boolean): RegisteredLicence[] {
    const rows = this.#database.all(
      `${columns} WHERE licence.fleet = ? AND licence.deleted <= ? ORDER BY licence.place`,
      [fleetId, deleted ? 1 : 0],
    );
    return rows.map(licenceOf);
  }

  /** The licences of a fleet as Orange is shown them. */
  wireOfFleet(fleetId: string, deleted: boolean): string {
    const rows = this.#database.all('SELECT wire FROM licence WHERE fleet = ? AND deleted <= ? ORDER BY place', [
      fleetId,
      deleted ? 1 : 0,
    ]);
    return `[${rows.map(({ wire }) => wire).join(',')}]`;
  }

  #row(id: string): SqlRow | undefined {
    return this.#database.get(`${columns} WHERE licence.id = ?`, [id]);
  }
}

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
