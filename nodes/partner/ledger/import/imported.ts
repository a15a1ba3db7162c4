import type { Contact, Customer, GivenLicence, Offer } from '../../wire/plain.ts';

/** A licence as it was given; of one that is known, what was not given stays. */
export interface ImportedLicence {
  /** Where it stands in what was given, in words for people: `line 7`. */
  readonly place: string;
  readonly id: string;
  readonly data: Omit<GivenLicence, 'fleetId' | 'state'>;
}

/** A fleet as it was given. */
export interface ImportedFleet {
  readonly place: string;
  readonly id: string;
  readonly offer?: Offer;
  readonly licences: readonly ImportedLicence[];
  /** How many licences it has beside those that are given one by one; those that are missing are made. */
  readonly others?: { readonly place: string; readonly quantity: number };
}

/** A contact as it was given. */
export interface ImportedContact {
  readonly place: string;
  readonly data: Contact;
}

/** A customer as it was given: with an id, or Orange's reference, or both. */
export interface ImportedCustomer {
  readonly place: string;
  readonly data: Customer;
  readonly contacts: readonly ImportedContact[];
  readonly fleets: readonly ImportedFleet[];
}

/** Why something cannot be taken over. */
export interface ImportProblem {
  readonly place: string;
  /** A whole sentence without its full stop, the place included: `line 7: quantity '1e3' is not a whole number`. */
  readonly message: string;
}

/** One thing that an import makes or changes. */
export interface ImportChange {
  readonly place: string;
  readonly what: 'customer' | 'contact' | 'fleet' | 'licence';
  readonly change: 'new' | 'changed';
  /** Absent for licences that get their ids when they are made. */
  readonly id?: string;
  /** Of those: how many, and for which fleet. */
  readonly quantity?: number;
  readonly fleetId?: string;
  /** What is changed of it. */
  readonly fields?: readonly string[];
}

/** How many of a kind are what. */
export interface ImportCounts {
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** What an import did, or would do. */
export interface ImportReport {
  /** Whether it stands in the register now. With a single problem, nothing does. */
  readonly imported: boolean;
  readonly counts: Readonly<Record<ImportChange['what'], ImportCounts>>;
  readonly changes: readonly ImportChange[];
  readonly problems: readonly ImportProblem[];
}
