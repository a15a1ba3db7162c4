/**
 * What Orange's requests and licences are in flows: plain fields without the wrappers of the wire. Times are ISO 8601,
 * telephone numbers `+33123456789`. Fields that are not known are absent.
 */

/** A thing with an id of the partner's and a reference of Orange's. */
export interface Known {
  readonly id?: string;
  readonly reference?: string;
}

export type Characteristics = Readonly<Record<string, unknown>>;

export interface Address {
  readonly street?: string;
  readonly postcode?: string;
  readonly city?: string;
  readonly country?: string;
}

export interface Customer extends Known {
  readonly name?: string;
  readonly registrationNumber?: string;
  readonly address?: Address;
  readonly characteristics?: Characteristics;
}

/** Someone at the customer or at Orange who plays a role in an order, or who uses a licence. */
export interface Person extends Known {
  readonly givenName?: string;
  readonly familyName?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly mobile?: string;
  readonly characteristics?: Characteristics;
}

export interface Contact extends Person {
  /** `customerFleetManager` and others. */
  readonly role?: string;
}

export interface Offer {
  /** Orange's code of the product offering. */
  readonly reference: string;
  readonly name?: string;
}

/** Something that a licence depends on: a mobile number, a mailbox, a URL. */
export interface Resource {
  readonly type?: string;
  readonly characteristics?: Characteristics;
}

export interface Login {
  /** `login`, or `organizationCode` where all licences share one. */
  readonly key?: string;
  readonly value: string;
}

/** How one licence of an order is to be set up. */
export interface EndUserSetup {
  readonly endUser?: Person;
  readonly resources?: readonly Resource[];
  readonly login?: Login;
}

/** UC1 a customer, UC2 a new fleet, UC3 more licences of a fleet. */
export type OrderCase = 'customer' | 'fleet' | 'licences';

export interface Order {
  readonly useCase: OrderCase;
  readonly category?: string;
  readonly orderDate?: string;
  readonly requestedStartDate?: string;
  readonly customer?: Customer;
  readonly contacts: readonly Contact[];
  readonly offer?: Offer;
  /** Licences to add. */
  readonly quantity?: number;
  /** Orange says which fleet is to grow. */
  readonly fleetId?: string;
  readonly characteristics?: Characteristics;
  readonly endUsers?: readonly EndUserSetup[];
}

/** UC2 suspend or reactivate, UC3 delete, UC4 another offer. One that mixes them goes by the gravest of its changes. */
export type ChangeCase = 'state' | 'delete' | 'offer';

export const orangeStates = ['active', 'inactive', 'suspended', 'deleted'] as const;

/** What Orange wants a licence to be, or knows that it is. */
export type ExternalState = (typeof orangeStates)[number];

/** What one licence is to become. */
export interface LicenceChange {
  readonly id: string;
  readonly fleetId?: string;
  readonly externalState?: ExternalState;
  readonly offer?: Offer;
}

export interface Change {
  readonly useCase: ChangeCase;
  readonly licences: readonly LicenceChange[];
}

/** Which licences Orange wants to see. */
export interface Consultation {
  readonly fleetId?: string;
  readonly ids?: readonly string[];
  /** The address itself names the licence. */
  readonly single: boolean;
}

/** A licence as the register, a flow and an answer know it. */
export interface Licence {
  readonly id: string;
  readonly fleetId?: string;
  readonly state?: string;
  readonly externalState?: string;
  readonly offer?: Offer;
  readonly endUser?: Person;
  readonly resources?: readonly Resource[];
  readonly login?: Login;
  readonly characteristics?: Characteristics;
}
