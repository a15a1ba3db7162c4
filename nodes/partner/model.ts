/** A JSON object as it came or goes, unknown properties included. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** Orange's own reference of a thing whose id is ours, and the other way round. */
export interface Reference {
  readonly type?: string;
  readonly id: string;
}

export interface Characteristic {
  readonly name: string;
  readonly value: JsonValue;
}

/** What Orange may ask for, one word per use case: of orders UC1, UC2, UC3; of licences UC2, UC3, UC4. */
export type OrderFeature = 'customer' | 'fleet' | 'more';
export type UpdateFeature = 'state' | 'deletion' | 'offer';
export type Feature = OrderFeature | UpdateFeature;

/** How a feature is answered, as the contract says: with the result, or acknowledged now and the result as an event later. */
export type Mode = 'sync' | 'async';

/** A customer or a contact as a request names it. At least one of `id` and `reference` is there. */
export interface Party {
  /** The id that we once gave. */
  readonly id?: string;
  readonly reference?: Reference;
  /** Contacts only. */
  readonly role?: string;
  /** All that was said of it, as it came. */
  readonly data: JsonObject;
}

export interface Offering {
  readonly reference: Reference;
  readonly name?: string;
}

/** What a fleet order asks for. */
export interface OrderItem {
  readonly offering: Offering;
  /** Licences to add; never the total. */
  readonly quantity: number;
  /** Present with `more`. */
  readonly fleetId?: string;
  readonly characteristics: readonly Characteristic[];
  /** `endUserConfiguration` as it came. */
  readonly configuration: readonly JsonObject[];
}

/** A productOrder in plain fields. */
export interface Order {
  readonly feature: OrderFeature;
  /** Orange's own reference of the order, if it gave one. */
  readonly reference?: Reference;
  readonly orderDate?: string;
  readonly category?: string;
  readonly customer: Party;
  readonly contacts: readonly Party[];
  /** Absent with `customer`. */
  readonly item?: OrderItem;
}

/** What is to become of one licence. One of the two is there, or both. */
export interface LicenceChange {
  readonly licenceId: string;
  /** `active`, `suspended`, `inactive` or `deleted`; anything else is refused. */
  readonly externalState?: string;
  readonly offering?: Offering;
}

/** A userServiceUpdate in plain fields: all of it happens or nothing. */
export interface Update {
  readonly feature: UpdateFeature;
  readonly changes: readonly LicenceChange[];
}

export interface EndUser {
  readonly id?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly email?: string;
  readonly [name: string]: JsonValue | undefined;
}

/** What a licence runs on, or how it is reached: a URL, an e-mail address, a mobile. */
export interface Resource {
  readonly type: string;
  readonly characteristic: readonly Characteristic[];
}

/** `login`: of this licence alone. `organizationCode`: common to all licences of the customer. */
export interface Login {
  readonly key: 'login' | 'organizationCode';
  readonly value: string;
}

/** What is particular to a licence. */
export interface LicenceDetails {
  readonly endUser?: EndUser;
  readonly resources?: readonly Resource[];
  readonly login?: Login;
  readonly characteristics?: readonly Characteristic[];
}

/** A licence that stands in the register. */
export interface Licence extends LicenceDetails {
  readonly id: string;
  readonly fleetId: string;
  readonly customerId: string;
  readonly offering: Offering;
  readonly state: 'active' | 'inactive' | 'terminated';
  readonly externalState: 'active' | 'suspended' | 'inactive' | 'deleted';
}

export interface Customer {
  readonly id: string;
  readonly reference?: Reference;
  readonly data: JsonObject;
  readonly contacts: readonly Contact[];
}

export interface Contact {
  readonly id: string;
  readonly reference?: Reference;
  readonly role?: string;
  readonly data: JsonObject;
}

export interface Fleet {
  readonly id: string;
  readonly customerId: string;
  readonly offering: Offering;
  /** Licences that are not deleted. */
  readonly licences: number;
}
