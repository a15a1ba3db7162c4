/** What a column tells of. */
export type Part = 'customer' | 'contact' | 'fleet' | 'licence';

/** A column of a CSV file. */
export interface Column {
  readonly part: Part;
  /** Where its value stands, as a dotted place. */
  readonly at: string;
  /** Its cells hold JSON: an object or a list. */
  readonly json?: true;
  /** In every export, whether there is anything in it or not. */
  readonly usual?: true;
}

/** All columns, in the order in which they are written. */
export const columns: Readonly<Record<string, Column>> = {
  customerId: { part: 'customer', at: 'id', usual: true },
  customerReference: { part: 'customer', at: 'reference', usual: true },
  customerName: { part: 'customer', at: 'name', usual: true },
  registrationNumber: { part: 'customer', at: 'registrationNumber' },
  street: { part: 'customer', at: 'address.street' },
  postcode: { part: 'customer', at: 'address.postcode' },
  city: { part: 'customer', at: 'address.city' },
  country: { part: 'customer', at: 'address.country' },
  customerCharacteristics: { part: 'customer', at: 'characteristics', json: true },
  contactId: { part: 'contact', at: 'id' },
  contactReference: { part: 'contact', at: 'reference' },
  contactRole: { part: 'contact', at: 'role' },
  contactName: { part: 'contact', at: 'name' },
  contactGivenName: { part: 'contact', at: 'givenName' },
  contactFamilyName: { part: 'contact', at: 'familyName' },
  contactEmail: { part: 'contact', at: 'email' },
  contactPhone: { part: 'contact', at: 'phone' },
  contactMobile: { part: 'contact', at: 'mobile' },
  contactCharacteristics: { part: 'contact', at: 'characteristics', json: true },
  fleetId: { part: 'fleet', at: 'id', usual: true },
  offer: { part: 'fleet', at: 'offer.reference', usual: true },
  offerName: { part: 'fleet', at: 'offer.name' },
  quantity: { part: 'fleet', at: 'quantity' },
  licenceId: { part: 'licence', at: 'id', usual: true },
  state: { part: 'licence', at: 'externalState', usual: true },
  licenceOffer: { part: 'licence', at: 'offer.reference' },
  licenceOfferName: { part: 'licence', at: 'offer.name' },
  userId: { part: 'licence', at: 'endUser.id' },
  userReference: { part: 'licence', at: 'endUser.reference' },
  givenName: { part: 'licence', at: 'endUser.givenName', usual: true },
  familyName: { part: 'licence', at: 'endUser.familyName', usual: true },
  email: { part: 'licence', at: 'endUser.email', usual: true },
  phone: { part: 'licence', at: 'endUser.phone' },
  mobile: { part: 'licence', at: 'endUser.mobile' },
  userCharacteristics: { part: 'licence', at: 'endUser.characteristics', json: true },
  login: { part: 'licence', at: 'login.value' },
  loginType: { part: 'licence', at: 'login.key' },
  resources: { part: 'licence', at: 'resources', json: true },
  licenceCharacteristics: { part: 'licence', at: 'characteristics', json: true },
};

const byForm = new Map(Object.keys(columns).map((name) => [formOf(name), name]));

/** The column that a heading means: neither its case nor blanks, `_`, `-` and `.` in it matter. */
export function columnNamed(heading: string): string | undefined {
  return byForm.get(formOf(heading));
}

function formOf(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, '');
}
