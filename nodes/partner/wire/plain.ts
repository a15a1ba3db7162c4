import type { partnerRequests } from '../../catalogue/business-apps/requests.ts';
import type { Plain } from '../../catalogue/static.ts';

/*
 * What Orange's requests and licences are in flows: plain fields without the wrappers of the wire, as the catalogue declares
 * them. Times are ISO 8601, telephone numbers `+33123456789`. Fields that are not known are absent.
 */

type Structure<Name extends keyof (typeof partnerRequests)['representations']> = Plain<typeof partnerRequests, Name>;

/** Names and values. */
export type Characteristics = Readonly<Record<string, unknown>>;

/** A customer of Orange's: `id` is the partner's, `reference` Orange's. */
export type Customer = Structure<'Customer'>;

/** Someone who uses a licence. */
export type Person = Structure<'Person'>;

/** Someone at the customer or at Orange who plays a role in an order: `customerFleetManager` and others. */
export type Contact = Structure<'Contact'>;

/** A product offering; `reference` is Orange's code of it. */
export type Offer = Structure<'Offer'>;

/** Something that a licence depends on: a mobile number, a mailbox, a URL. */
export type Resource = Structure<'Resource'>;

/** `key` is `login`, or `organizationCode` where all licences share one. */
export type Login = Structure<'Login'>;

/** How one licence of an order is to be set up. */
export type EndUserSetup = Structure<'EndUserSetup'>;

/** UC1 a customer, UC2 a new fleet, UC3 more licences of a fleet. */
export type OrderCase = 'customer' | 'fleet' | 'licences';

/** An order: `quantity` is the number of licences to add, `fleetId` the fleet that is to grow. */
export type Order = Structure<'Order'> & { readonly useCase: OrderCase; readonly contacts: readonly Contact[] };

/** UC2 suspend or reactivate, UC3 delete, UC4 another offer. One that mixes them goes by the gravest of its changes. */
export type ChangeCase = 'state' | 'delete' | 'offer';

/** What one licence is to become. */
export type LicenceChange = Structure<'LicenceChange'>;

/** What Orange wants a licence to be, or knows that it is. */
export type ExternalState = NonNullable<LicenceChange['externalState']>;

/** Changes of licences, to be made all or none. */
export interface Change {
  readonly useCase: ChangeCase;
  readonly licences: readonly LicenceChange[];
}

/** Which licences Orange wants to see. */
export interface Consultation extends Structure<'Consultation'> {
  /** The address itself names the licence. */
  readonly single: boolean;
}

/** A licence as the register, a flow and an answer know it. */
export type Licence = Structure<'Licence'>;

/** A licence as a flow gives it; the id may be missing when it is new. */
export type GivenLicence = Structure<'NewLicence'>;
