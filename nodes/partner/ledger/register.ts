import type { Contact, Customer, ExternalState, Licence, Offer } from '../wire/plain.ts';
import type { ImportedCustomer, ImportReport } from './import/imported.ts';

/** A licence that stands in the register. */
export interface RegisteredLicence extends Licence {
  readonly fleetId: string;
  readonly customerId: string;
  readonly state: string;
  readonly externalState: ExternalState;
  readonly offer: Offer;
}

/** A customer as the register keeps it. */
export interface RegisteredCustomer extends Customer {
  readonly id: string;
  readonly contacts: readonly Contact[];
}

/** A customer's licences of one order. */
export interface Fleet {
  readonly id: string;
  readonly customerId: string;
  readonly offer: Offer;
  /** Licences that are not deleted. */
  readonly licences: number;
}

/** A customer with all that belongs to it. */
export interface WholeCustomer extends RegisteredCustomer {
  readonly fleets: readonly (Pick<Fleet, 'id' | 'offer'> & { readonly licences: readonly RegisteredLicence[] })[];
}

/** The customers, fleets and licences. Deleted licences are in no list and have no entry, unless asked for. */
export interface Register {
  /** Licences of a fleet in the order in which they were made; undefined for an unknown fleet. */
  licencesOfFleet(
    fleetId: string,
    options?: { readonly deleted?: boolean },
  ): Promise<readonly RegisteredLicence[] | undefined>;
  /** Those that exist, in the order asked for. */
  licences(ids: readonly string[], options?: { readonly deleted?: boolean }): Promise<readonly RegisteredLicence[]>;
  licence(id: string): Promise<RegisteredLicence | undefined>;
  /** The same as `licencesOfFleet`, as the JSON text of Orange's array of userService: a large fleet takes a few milliseconds. */
  fleetAsJson(fleetId: string, options?: { readonly deleted?: boolean }): Promise<string | undefined>;
  customer(id: string): Promise<RegisteredCustomer | undefined>;
  /** By Orange's reference. */
  customerByReference(reference: string): Promise<RegisteredCustomer | undefined>;
  customers(options?: { readonly limit?: number; readonly offset?: number }): Promise<readonly RegisteredCustomer[]>;
  fleet(id: string): Promise<Fleet | undefined>;
  fleetsOf(customerId: string): Promise<readonly Fleet[]>;
  /**
   * Takes over what somebody knows from elsewhere, all of it or nothing: what is new is made, what is known gets what was given.
   * Nothing is taken away, and Orange is told nothing.
   * @param options.dryRun only says what would become of it
   */
  bringIn(customers: readonly ImportedCustomer[], options?: { readonly dryRun?: boolean }): Promise<ImportReport>;
  /** All that is in it, deleted licences too, read in slices: what changes meanwhile may be in it or not. */
  whole(): Promise<readonly WholeCustomer[]>;
}
