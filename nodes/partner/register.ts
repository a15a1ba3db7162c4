import type { OutboxEntry } from './outbox.ts';
import type { Contact, Customer, ExternalState, Licence, Login, Offer, Person, Resource } from './wire/plain.ts';

/** A change of a licence by the partner (UC5), told to Orange as one event. */
export type OwnChange =
  | {
      readonly licenceId: string;
      readonly kind: 'endUser';
      readonly action: 'add' | 'modify';
      readonly endUser: Person;
    }
  | { readonly licenceId: string; readonly kind: 'endUser'; readonly action: 'delete' }
  | { readonly licenceId: string; readonly kind: 'resource'; readonly action: 'modify'; readonly resource: Resource }
  | {
      readonly licenceId: string;
      readonly kind: 'login';
      /** `add`, `modify`, or the API's word for a reset. */
      readonly action: string;
      readonly login?: Login;
      /** Where the login and the password are sent. */
      readonly email?: string;
    };

/** A licence that stands in the register. */
export interface RegisteredLicence extends Licence {
  readonly fleetId: string;
  readonly customerId: string;
  readonly state: string;
  readonly externalState: ExternalState;
  readonly offer: Offer;
}

export interface RegisteredCustomer extends Customer {
  readonly id: string;
  readonly contacts: readonly Contact[];
}

export interface Fleet {
  readonly id: string;
  readonly customerId: string;
  readonly offer: Offer;
  /** Licences that are not deleted. */
  readonly licences: number;
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
   * Changes a licence on the partner's side and puts the event for Orange into the outbox, both or neither. Several
   * changes make one event.
   * @throws NOT_FOUND for an unknown licence, CONFLICT for a deleted one, a second `add` of an end user, a `delete` without one
   */
  change(changes: readonly OwnChange[]): Promise<OutboxEntry>;
}
