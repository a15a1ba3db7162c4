import type { Json } from '../../schema/json.ts';
import { inEnglish } from '../../schema/problems.ts';
import type {
  ImportedContact,
  ImportedCustomer,
  ImportedFleet,
  ImportedLicence,
  ImportProblem,
} from '../ledger/import/imported.ts';
import { merged } from '../ledger/import/merge.ts';
import { mostLicences } from '../wire/order.ts';
import type { Customer, Offer } from '../wire/plain.ts';
import { readAs } from '../wire/read.ts';
import type { FileEntry, ReadEntry } from './entries.ts';
import { FileFault } from './fault.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Fleet = Mutable<ImportedFleet> & { readonly customer: Gathered; readonly licences: ImportedLicence[] };
type Gathered = Mutable<ImportedCustomer> & { readonly contacts: ImportedContact[]; readonly fleets: Fleet[] };

const states: readonly string[] = ['active', 'inactive', 'suspended', 'deleted'];

/** Puts together what the rows of a file say of the same customers, fleets and licences. */
export class Gathering {
  readonly customers: Gathered[] = [];
  readonly problems: ImportProblem[] = [];
  readonly #byId = new Map<string, Gathered>();
  readonly #byReference = new Map<string, Gathered>();
  /** Rows repeat what they say of customers and contacts. */
  readonly #same = new Map<string, Gathered>();
  readonly #contacts = new Set<string>();
  readonly #fleets = new Map<string, Fleet>();
  /** Where licences stand. */
  readonly #licences = new Map<string, string>();

  add(entry: ReadEntry): void {
    try {
      if (entry instanceof FileFault) throw entry;
      const customer = this.#customer(entry);
      if (entry.contact) this.#contact(customer, entry, entry.contact);
      if (entry.licence && !entry.fleet) throw new FileFault(entry.place, 'fleetId is missing');
      if (!entry.fleet) return;
      const fleet = this.#fleet(customer, entry, entry.fleet);
      if (entry.licence) this.#licence(fleet, entry, entry.licence);
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      this.problems.push({ place: error.place, message: error.message });
    }
  }

  #customer({ place, customer: given }: FileEntry): Gathered {
    const key = JSON.stringify(given);
    const same = this.#same.get(key);
    if (same) return same;
    const data = readPart('Customer', given, place);
    const { id, reference } = data;
    if (id === undefined && reference === undefined) {
      throw new FileFault(place, 'customerId or customerReference is missing');
    }
    const named = [id && this.#byId.get(id), reference && this.#byReference.get(reference)].filter((one) => !!one);
    const [known, other] = [...new Set(named)];
    if (other)
      throw new FileFault(
        place,
        `customer ${id} and reference ${reference} are two different customers, see ${known?.place}`,
      );
    const customer = known ?? { place, data: {}, contacts: [], fleets: [] };
    customer.data = joined(customer.data, data, place, customer.place, 'customer');
    if (!known) this.customers.push(customer);
    if (id !== undefined) this.#byId.set(id, customer);
    if (reference !== undefined) this.#byReference.set(reference, customer);
    this.#same.set(key, customer);
    return customer;
  }

  #contact(customer: Gathered, { place }: FileEntry, given: Json): void {
    const data = readPart('Contact', given, place);
    const key = JSON.stringify([customer.place, data]);
    if (this.#contacts.has(key)) return;
    this.#contacts.add(key);
    const { id } = data;
    const other = id === undefined ? undefined : customer.contacts.find((contact) => contact.data.id === id);
    if (other) throw new FileFault(place, `contact ${id} differs from ${other.place}`);
    customer.contacts.push({ place, data });
  }

  #fleet(customer: Gathered, { place, licence }: FileEntry, { id: givenId, offer: givenOffer, quantity }: Json): Fleet {
    const id = textOf(givenId);
    if (id === undefined) throw new FileFault(place, 'fleetId is missing');
    const offer = givenOffer === undefined ? undefined : readPart('Offer', offerIn(givenOffer), place);
    const known = this.#fleets.get(id);
    if (known && known.customer !== customer) {
      throw new FileFault(place, `fleet ${id} belongs to another customer, see ${known.place}`);
    }
    const fleet: Fleet = known ?? { place, id, customer, licences: [] };
    if (offer) fleet.offer = joined<Offer>(fleet.offer ?? offer, offer, place, fleet.place, 'offer');
    if (!known) {
      this.#fleets.set(id, fleet);
      customer.fleets.push(fleet);
    }
    if (quantity !== undefined) {
      const others = { place, quantity: quantityIn(quantity, place) };
      if (licence)
        throw new FileFault(
          place,
          'quantity is only for licences without an id; leave it out, or use a row of its own',
        );
      if (fleet.others)
        throw new FileFault(place, `quantity of fleet ${id} was already given, see ${fleet.others.place}`);
      fleet.others = others;
    }
    return fleet;
  }

  #licence(fleet: Fleet, { place }: FileEntry, given: Json): void {
    const { fleetId: _, state, externalState, id, ...data } = readPart('NewLicence', given, place);
    if (id === undefined) throw new FileFault(place, 'licenceId is missing');
    const other = this.#licences.get(id);
    if (other !== undefined) throw new FileFault(place, `licence ${id} was already given, see ${other}`);
    this.#licences.set(id, place);
    const wanted = stateIn(externalState, state, place);
    fleet.licences.push({ place, id, data: { ...data, ...(wanted && { externalState: wanted }) } });
  }
}

type PartName = 'Customer' | 'Contact' | 'Offer' | 'NewLicence';

/** @throws FileFault */
function readPart<N extends PartName>(name: N, given: Json, place: string) {
  const { value, problems } = readAs(name, given);
  const [problem] = problems;
  if (problem) throw new FileFault(place, `${problem.path.replace(/\.(\d+)/g, '[$1]')}: ${inEnglish(problem)}`);
  return value;
}

/** @throws FileFault where the same thing has two values */
function joined<T extends Customer | Offer>(known: T, given: T, place: string, first: string, what: string): T {
  const { value, fields } = merged(known, given);
  const [field] = fields.filter((name) => Object.hasOwn(known, name) && !isAddition(known, given, name));
  if (field) throw new FileFault(place, `${field} of the ${what} differs from ${first}`);
  return value;
}

/** Whether what is new adds to a structure, and changes nothing in it. */
function isAddition(known: object, given: object, name: string): boolean {
  const [before, now] = [known, given].map(
    (each) => Object.entries(each).find(([key]) => key === name)?.[1] as unknown,
  );
  if (typeof before !== 'object' || typeof now !== 'object' || !before || !now) return false;
  return merged(now, before).fields.every((key) => !Object.hasOwn(now, key));
}

function quantityIn(given: unknown, place: string): number {
  const text = String(given).trim();
  const quantity = Number(text);
  if (!/^\d+$/.test(text)) throw new FileFault(place, `quantity '${text}' is not a whole number`);
  if (quantity < 1 || quantity > mostLicences) {
    throw new FileFault(place, `quantity '${text}' is not a number from 1 to ${mostLicences}`);
  }
  return quantity;
}

function stateIn(external: string | undefined, state: string | undefined, place: string): string | undefined {
  const given = external ?? (state === 'terminated' ? 'deleted' : state);
  const known = states.find((each) => each === given?.toLowerCase());
  if (given !== undefined && !known) {
    throw new FileFault(place, `state '${given}' is not one of ${states.join(', ')}`);
  }
  return known;
}

function offerIn(given: unknown): Json {
  return typeof given === 'object' && given !== null ? (given as Json) : { reference: given };
}

function textOf(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}
