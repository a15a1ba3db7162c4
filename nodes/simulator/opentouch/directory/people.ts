import type { OpenTouch } from '../../../catalogue/static.ts';
import type { SimulatedUser } from '../server/contract.ts';
import { SeededRandom } from '../server/random.ts';

/** What can be asked for and searched by, as the reference has it. */
export type Attribute = OpenTouch<'opentouch-directory', 'Attribute'>;

/** A directory, as the reference describes it. */
export type PeopleSearch = OpenTouch<'opentouch-directory', 'Directory'>;

/** What a directory knows of somebody. */
export type DirectoryEntry = Readonly<Partial<Record<Attribute, string>>>;

/** Directories of the server. The first two are searched when a search names none. */
export const directories = [
  { id: 'OT', label: 'Lumière', type: 'OT_SYSTEM_DIRECTORY' },
  { id: 'CONTACTS', label: 'Customers and suppliers', type: 'LDAP' },
  { id: 'PBX', label: 'Call server', type: 'CALLSERVER' },
] as const satisfies readonly PeopleSearch[];

/** The directories that can be searched. */
export type DirectoryId = (typeof directories)[number]['id'];

/** A country with names, and numbers of it that are kept free for use in fiction wherever there are any. */
interface Country {
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly cities: readonly string[];
  readonly domain: string;
  readonly phone: (index: number) => string;
  readonly mobile: (index: number) => string;
}

const digits = (index: number, length: number) => String(index).padStart(length, '0');

const countries: readonly Country[] = [
  {
    first: ['Camille', 'Léa', 'Hugo', 'Chloé', 'Mathis', 'Inès', 'Noémie', 'Raphaël', 'Zoé', 'Étienne'],
    last: ['Rousseau', 'Fontaine', 'Garnier', 'Lemaître', 'Chevalier', 'Béranger', 'Dupuis', 'Marchand'],
    cities: ['Nantes', 'Lille', 'Toulouse', 'Strasbourg'],
    domain: 'fr',
    phone: (index) => `+331990030${digits(index, 2)}`,
    mobile: (index) => `+336399830${digits(index, 2)}`,
  },
  {
    first: ['Oliver', 'Amelia', 'Harry', 'Isla', 'George', 'Priya', 'Rhys', 'Siobhán'],
    last: ['Taylor', 'Davies', 'Walker', 'Patel', 'Hughes', "O'Connor", 'Clarke', 'Whitfield'],
    cities: ['London', 'Bristol', 'Leeds'],
    domain: 'co.uk',
    phone: (index) => `+4420794601${digits(index, 2)}`,
    mobile: (index) => `+4477009001${digits(index, 2)}`,
  },
  {
    first: ['Jürgen', 'Lena', 'Felix', 'Anke', 'Björn', 'Katharina', 'Emre', 'Sabine'],
    last: ['Schäfer', 'Becker', 'Vogel', 'Krüger', 'Lindner', 'Yılmaz', 'Großmann', 'Hoffmann'],
    cities: ['Berlin', 'Hamburg', 'Köln'],
    domain: 'de',
    phone: (index) => `+493023125${digits(index, 3)}`,
    mobile: (index) => `+491715550${digits(index, 3)}`,
  },
  {
    first: ['Emma', 'Liam', 'Ava', 'Noah', 'Sofía', 'Ethan', 'Mia', 'Mateo'],
    last: ['Johnson', 'Ramirez', 'Nguyen', 'Thompson', 'Goldberg', 'Washington', 'Kim', 'Brooks'],
    cities: ['Boston', 'Denver', 'Seattle'],
    domain: 'com',
    phone: (index) => `+12025550${digits(100 + index, 3)}`,
    mobile: (index) => `+13035550${digits(100 + index, 3)}`,
  },
  {
    first: ['Giulia', 'Matteo', 'Chiara', 'Luca', 'Niccolò', 'Federica'],
    last: ['Rossi', 'Ferrara', 'De Luca', 'Esposito', 'Bianchi', 'Conti'],
    cities: ['Torino', 'Bologna'],
    domain: 'it',
    phone: (index) => `+3901155500${digits(index, 2)}`,
    mobile: (index) => `+3932055500${digits(index, 2)}`,
  },
  {
    first: ['Lucía', 'Javier', 'Núria', 'Álvaro', 'Begoña', 'Íñigo'],
    last: ['García', 'Muñoz', 'Ibáñez', 'Serrano', 'Etxeberria', 'Peña'],
    cities: ['Madrid', 'Bilbao'],
    domain: 'es',
    phone: (index) => `+349155500${digits(index, 2)}`,
    mobile: (index) => `+346005550${digits(index, 2)}`,
  },
  {
    first: ['Søren', 'Ingrid', 'Åsa', 'Mikkel', 'Freja', 'Lars'],
    last: ['Nyström', 'Andersen', 'Bjørnstad', 'Holm', 'Åkesson', 'Kjær'],
    cities: ['Malmö', 'Aarhus'],
    domain: 'se',
    phone: (index) => `+4684650040${digits(index, 2)}`,
    mobile: (index) => `+4670174060${digits(index, 2)}`,
  },
  {
    first: ['Yuki', 'Haruto', 'Mei', 'Kenji', 'Aarav', 'Ananya', 'Fatima', 'Omar'],
    last: ['Tanaka', 'Sato', 'Chen', 'Wang', 'Sharma', 'Iyer', 'Haddad', 'El Amrani'],
    cities: ['Tokyo', 'Singapore', 'Casablanca'],
    domain: 'example.org',
    phone: (index) => `+815055500${digits(index, 2)}`,
    mobile: (index) => `+819055500${digits(index, 2)}`,
  },
];

const companies = ['Brightwater', 'Hélios Conseil', 'Nordwind', 'Kestrel & Sons', 'Officina Verde', 'Aurora Foods'];
const departments = ['Sales', 'Support', 'Logistics', 'Management', 'Reception', 'Finance', 'Research'];
const services: readonly (readonly [name: string, number: string])[] = [
  ['Reception', '1000'],
  ['Entrance', '1090'],
  ['Meeting room', '1091'],
  ['Fax', '1900'],
  ['Night watch', '1095'],
  ['Canteen', '1096'],
];

/** How many people there are besides the company's users, and how many of them work for the company. */
const others = 193;
const colleagues = 67;

/** As an address or a login writes a name. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/ı/g, 'i')
    .replace(/ß/g, 'ss')
    .replace(/[øØ]/g, 'o')
    .replace(/æ/g, 'ae')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();
}

/** The entry of one of the server's users. */
export function entryOfUser({ loginName, user }: SimulatedUser): DirectoryEntry | undefined {
  if (!user) return undefined;
  const { firstName = '', lastName = '', companyPhone, companyEmail, instantMessagingId, vcardPath } = user;
  const mobile = user.devices?.find(({ type }) => type === 'MOBILE')?.associatedNumber;
  return {
    firstName,
    lastName,
    FULLNAME: `${firstName} ${lastName}`.trim(),
    'id.loginName': loginName,
    ...(companyPhone && { 'id.phoneNumber': companyPhone }),
    ...(companyEmail && { 'id.email': companyEmail }),
    ...(mobile && { MOBILEPHONE: mobile }),
    attribute1: 'Lumière',
    ...(user.department && { attribute2: user.department }),
    ...(user.site && { attribute3: user.site }),
    ...(instantMessagingId && { IMPP: instantMessagingId }),
    OTNODE: '1',
    ...(vcardPath && { VCARD: vcardPath }),
  };
}

/** One of the people outside the server's own users, in the order of the countries. */
function person(index: number, chance: SeededRandom): DirectoryEntry {
  const country = countries[index % countries.length] as Country;
  const serial = Math.floor(index / countries.length);
  const firstName = country.first[serial % country.first.length] ?? '';
  const lastName = country.last[(serial + Math.floor(serial / country.first.length)) % country.last.length] ?? '';
  const inside = index < colleagues;
  const company = inside ? 'Lumière' : chance.oneOf(companies);
  const address = `${plain(firstName)}.${plain(lastName)}`;
  const host = inside ? 'lumiere.example' : `${plain(company)}.example`;
  return {
    firstName,
    lastName,
    FULLNAME: `${firstName} ${lastName}`,
    'id.phoneNumber': inside ? String(2001 + index) : country.phone(serial),
    'id.email': `${address}@${host}`,
    ...(chance.below(3) > 0 && { MOBILEPHONE: country.mobile(serial) }),
    attribute1: company,
    attribute2: chance.oneOf(departments),
    attribute3: chance.oneOf(country.cities),
    ...(inside && { 'id.loginName': address, IMPP: `${address}@im.lumiere.example`, OTNODE: '2' }),
  };
}

const chance = new SeededRandom(2026);
const people: readonly DirectoryEntry[] = Array.from({ length: others }, (_, index) => person(index, chance));
const fixtures: readonly DirectoryEntry[] = services.map(([lastName, number]) => ({
  lastName,
  FULLNAME: lastName,
  'id.phoneNumber': number,
}));

/** Customers and suppliers, with numbers outside the company. */
export const contacts: readonly DirectoryEntry[] = people.slice(colleagues);

/** The whole of a directory, the server's users as they are now. */
export function entriesOf(directory: DirectoryId, users: readonly SimulatedUser[]): readonly DirectoryEntry[] {
  const own = users.flatMap((user) => entryOfUser(user) ?? []);
  const inside = people.slice(0, colleagues);
  if (directory === 'OT') return [...own, ...inside];
  if (directory === 'CONTACTS') return contacts;
  // The call server knows names and numbers of sets, and nothing else.
  const sets = [...own, ...inside].map(({ firstName, lastName, FULLNAME, 'id.phoneNumber': number }) => ({
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    ...(FULLNAME && { FULLNAME }),
    ...(number && { 'id.phoneNumber': number }),
  }));
  return [...sets, ...fixtures];
}
