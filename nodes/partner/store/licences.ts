import type { NewLicence } from '../ledger.ts';
import type { RegisteredLicence } from '../register.ts';
import type { EndUserSetup, Licence, LicenceChange, Offer, Order } from '../wire/plain.ts';
import { licenceReply, stateFor } from '../wire/replies.ts';
import type { Database, Row } from './database.ts';
import { conflict, notFound } from './errors.ts';
import { newId } from './ids.ts';

type Plain = Omit<RegisteredLicence, 'customerId'>;

const columns = `SELECT licence.plain, licence.deleted, fleet.customer
  FROM licence JOIN fleet ON fleet.id = licence.fleet`;

/** The licences. Beside what one is stands what Orange is shown of it: a fleet of thousands is asked for as a whole. */
export class Licences {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Makes the licences of an order. */
  add(order: Order, fleetId: string, offer: Offer, known: readonly NewLicence[]): string[] {
    return Array.from({ length: order.quantity ?? 1 }, (_, index) => {
      const { id = newId('US'), ...details } = { ...setupOf(order, index), ...known[index] };
      if (this.#row(id)) throw conflict(`There is a licence ${id} already`);
      const characteristics = details.characteristics ?? order.characteristics;
      const licence: Plain = {
        id,
        fleetId,
        state: 'active',
        externalState: 'active',
        offer,
        ...withUserId(details),
        ...(characteristics && { characteristics }),
      };
      this.#database.run('INSERT INTO licence (id, fleet, deleted, plain, wire) VALUES (?, ?, 0, ?, ?)', [
        id,
        fleetId,
        ...textsOf(licence),
      ]);
      return id;
    });
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
    if (!licence) throw notFound('licence', id);
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

  #row(id: string): Row | undefined {
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

function licenceOf(row: Row): RegisteredLicence {
  return { ...(JSON.parse(String(row['plain'])) as Plain), customerId: String(row['customer']) };
}

function nameOf({ id, fleetId }: LicenceChange): string {
  return fleetId ? `${id} in ${fleetId}` : id;
}
