import type { Contact, Customer, Offer, Order } from '../wire/plain.ts';
import type { Database, SqlRow, Value } from './database.ts';
import { newId } from './database.ts';
import { conflict } from './errors.ts';
import type { Fleet, RegisteredCustomer } from './register.ts';

/** Ids that a flow may give to what it makes. */
export interface GivenIds {
  readonly customerId?: string;
  readonly contactIds?: readonly string[];
}

/** A customer with the ids under which it is known. */
export interface CustomerIds {
  readonly customerId: string;
  /** In the order of the request. */
  readonly contactIds: readonly string[];
}

/** Customers, their contacts and their fleets, and the offerings seen. */
export class CustomerTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The id of a customer as a request names it, if it is known. */
  idOf(customer: Customer | undefined): string | undefined {
    const { id = null, reference = null } = customer ?? {};
    const row = this.#database.get('SELECT id FROM customer WHERE id = ? OR reference = ? ORDER BY id = ? DESC', [
      id,
      reference,
      id,
    ]);
    return row && String(row['id']);
  }

  /** Whether a request names two different customers, one by id and one by reference. */
  isContradictory({ id, reference }: Customer): boolean {
    const rows = this.#database.all('SELECT id FROM customer WHERE id = ? OR reference = ?', [
      id ?? null,
      reference ?? null,
    ]);
    return rows.length > 1;
  }

  /** Makes a customer with its contacts, or brings a known one up to date. */
  put({ customer, contacts }: Order, given: GivenIds): CustomerIds {
    const known = this.idOf(customer);
    if (known && given.customerId && given.customerId !== known) {
      throw conflict(`The customer is known as ${known}, not as ${given.customerId}`);
    }
    const customerId = known ?? given.customerId ?? customer?.id ?? newId('CUST');
    this.write({ ...customer, id: customerId });
    const contactIds = contacts.map((contact, place) =>
      this.#putContact(customerId, contact, place, given.contactIds?.[place]),
    );
    return { customerId, contactIds };
  }

  /** Writes a customer, known or new. */
  write(customer: Customer & { readonly id: string }): void {
    this.#database.run(
      `INSERT INTO customer (id, reference, plain) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET reference = coalesce(excluded.reference, reference), plain = excluded.plain`,
      [customer.id, customer.reference ?? null, JSON.stringify(customer)],
    );
  }

  #putContact(customer: string, contact: Contact, place: number, given: string | undefined): string {
    const { id = null, reference = null } = contact;
    const known = this.#database.get('SELECT id FROM contact WHERE customer = ? AND (id = ? OR reference = ?)', [
      customer,
      id,
      reference,
    ])?.['id'];
    const contactId = String(known ?? given ?? (id && !this.ownerOfContact(id) ? id : newId('CT')));
    const owner = this.ownerOfContact(contactId);
    if (owner && owner !== customer) throw conflict(`The contact ${contactId} is another customer's`);
    this.writeContact(customer, { ...contact, id: contactId }, place);
    return contactId;
  }

  /** Writes a contact of a customer, known or new. */
  writeContact(customer: string, contact: Contact & { readonly id: string }, place: number): void {
    this.#database.run(
      `INSERT INTO contact (id, customer, reference, place, plain) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET reference = coalesce(excluded.reference, reference), plain = excluded.plain`,
      [contact.id, customer, contact.reference ?? null, place, JSON.stringify(contact)],
    );
  }

  /** The customer of a contact. */
  ownerOfContact(id: string): Value | undefined {
    return this.#database.get('SELECT customer FROM contact WHERE id = ?', [id])?.['customer'];
  }

  /** Makes a fleet unless the customer has it already. */
  putFleet(id: string, customer: string, offer: Offer): void {
    const owner = this.ownerOf(id);
    if (owner === customer) return;
    if (owner !== undefined) throw conflict(`The fleet ${id} is another customer's`);
    this.#database.run(
      'INSERT INTO fleet (id, customer, offer, place) SELECT ?, ?, ?, coalesce(max(place), 0) + 1 FROM fleet',
      [id, customer, JSON.stringify(offer)],
    );
  }

  /** Gives a fleet another offer; its licences keep theirs. */
  changeOffer(id: string, offer: Offer): void {
    this.#database.run('UPDATE fleet SET offer = ? WHERE id = ?', [JSON.stringify(offer), id]);
  }

  /** The customer of a fleet. */
  ownerOf(fleetId: string): string | undefined {
    const row = this.#database.get('SELECT customer FROM fleet WHERE id = ?', [fleetId]);
    return row && String(row['customer']);
  }

  seen({ reference, name }: Offer): void {
    this.#database.run(
      `INSERT INTO offering (reference, name) VALUES (?, ?)
       ON CONFLICT (reference) DO UPDATE SET name = coalesce(excluded.name, name)`,
      [reference, name ?? null],
    );
  }

  customer(id: string): RegisteredCustomer | undefined {
    return this.#customers('WHERE id = ?', [id])[0];
  }

  customerByReference(reference: string): RegisteredCustomer | undefined {
    return this.#customers('WHERE reference = ?', [reference])[0];
  }

  customers(limit: number, offset: number): RegisteredCustomer[] {
    return this.#customers('ORDER BY id LIMIT ? OFFSET ?', [limit, offset]);
  }

  #customers(which: string, values: readonly (string | number)[]): RegisteredCustomer[] {
    return this.#database.all(`SELECT id, plain FROM customer ${which}`, values).map((row) => ({
      ...plainOf<Customer>(row),
      id: String(row['id']),
      contacts: this.#database
        .all('SELECT plain FROM contact WHERE customer = ? ORDER BY place, id', [String(row['id'])])
        .map((contact) => plainOf<Contact>(contact)),
    }));
  }

  fleet(id: string): Fleet | undefined {
    return this.#fleets('id = ?', id)[0];
  }

  fleetsOf(customerId: string): Fleet[] {
    return this.#fleets('customer = ? ORDER BY place', customerId);
  }

  #fleets(which: string, value: string): Fleet[] {
    const rows = this.#database.all(
      `SELECT id, customer, offer, (SELECT count(*) FROM licence WHERE fleet = fleet.id AND deleted = 0) AS licences
       FROM fleet WHERE ${which}`,
      [value],
    );
    return rows.map((row) => ({
      id: String(row['id']),
      customerId: String(row['customer']),
      offer: JSON.parse(String(row['offer'])) as Offer,
      licences: Number(row['licences']),
    }));
  }
}

function plainOf<T>(row: SqlRow): T {
  return JSON.parse(String(row['plain'])) as T;
}
