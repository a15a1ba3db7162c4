import { compact, first, type Json, objectAt, objectsAt, textAt } from './json.ts';
import type {
  Address,
  Characteristics,
  Contact,
  Customer,
  EndUserSetup,
  Login,
  Offer,
  Person,
  Resource,
} from './plain.ts';
import { Refusal } from './refusal.ts';

/** Orange's reference: an object with type and id, one such object in a list, or the id by itself. */
export function referenceOf(value: unknown, path: string): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return textAt(value, path);
  return textAt(objectAt(value, path)?.['id'], `${path}.id`);
}

function known(object: Json, path: string) {
  return {
    id: textAt(object['id'], `${path}.id`),
    reference: referenceOf(object['externalReference'], `${path}.externalReference`),
  };
}

export function customerOf(value: unknown, path: string): Customer | undefined {
  const customer = objectAt(value, path);
  if (!customer) return undefined;
  return compact<Customer>({
    ...known(customer, path),
    name: textAt(first(customer, 'tradingName', 'name'), `${path}.tradingName`),
    registrationNumber: textAt(customer['registrationNumber'], `${path}.registrationNumber`),
    address: addressOf(customer['postalAddress'], `${path}.postalAddress`),
    characteristics: characteristicsOf(customer['characteristic'], `${path}.characteristic`),
  });
}

function addressOf(value: unknown, path: string): Address | undefined {
  const address = objectAt(value, path);
  if (!address) return undefined;
  const read = (...names: readonly string[]) => textAt(first(address, ...names), `${path}.${names[0]}`);
  return compact<Address>({
    street: read('streetName', 'street'),
    postcode: read('postcode', 'postCode', 'zipCode'),
    city: read('city'),
    country: read('country'),
  });
}

export function personOf(value: unknown, path: string): Person | undefined {
  const person = objectAt(value, path);
  return person && compact<Person>(personFields(person, path));
}

function personFields(person: Json, path: string) {
  return {
    ...known(person, path),
    givenName: textAt(person['givenName'], `${path}.givenName`),
    familyName: textAt(person['familyName'], `${path}.familyName`),
    email: textAt(person['email'], `${path}.email`),
    phone: numberOf(person['fixedTelephoneNumber'], `${path}.fixedTelephoneNumber`),
    mobile: numberOf(first(person, 'mobileNumber', 'mobileTelephoneNumber'), `${path}.mobileNumber`),
    characteristics: characteristicsOf(person['characteristic'], `${path}.characteristic`),
  };
}

export function contactsOf(value: unknown, path: string): Contact[] {
  return objectsAt(value, path).map((contact, index) =>
    compact<Contact>({
      role: textAt(contact['role'], `${path}[${index}].role`),
      ...personFields(contact, `${path}[${index}]`),
    }),
  );
}

/** A telephone number of country code and subscriber number, or a text. */
function numberOf(value: unknown, path: string): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return textAt(value, path);
  const number = objectAt(value, path);
  const cc = textAt(number?.['cc'], `${path}.cc`)?.replace(/^\+|^00/, '');
  const sn = textAt(first(number, 'sn', 'number'), `${path}.sn`);
  return sn && cc ? `+${cc}${sn}` : sn;
}

/** A list of names and values, or an object of them. */
export function characteristicsOf(value: unknown, path: string): Characteristics | undefined {
  if (value === undefined) return undefined;
  const items = objectsAt(value, path);
  const named = items.filter((item) => item['name'] !== undefined);
  if (named.length === 0 && !Array.isArray(value)) return items[0];
  const entries = named.map((item, index) => [textAt(item['name'], `${path}[${index}].name`), item['value']] as const);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** The reference may stand in a product offering or by itself. */
export function offerOf(value: unknown, path: string): Offer | undefined {
  if (typeof value === 'string' || typeof value === 'number') return { reference: String(value) };
  const offering = objectAt(value, path);
  const reference =
    referenceOf(offering?.['externalReference'], `${path}.externalReference`) ?? textAt(offering?.['id'], `${path}.id`);
  if (!offering || !reference) return undefined;
  return compact<Offer>({ reference, name: textAt(offering['name'], `${path}.name`) });
}

export function resourcesOf(value: unknown, path: string): Resource[] | undefined {
  const resources = objectsAt(value, path).map((resource, index) =>
    compact<Resource>({
      type: textAt(resource['type'], `${path}[${index}].type`),
      characteristics: characteristicsOf(resource['characteristic'], `${path}[${index}].characteristic`),
    }),
  );
  return resources.length > 0 ? resources : undefined;
}

export function loginOf(value: unknown, path: string): Login | undefined {
  const login = objectAt(value, path);
  const text = textAt(login?.['value'], `${path}.value`);
  return login && text !== undefined
    ? compact<Login>({ key: textAt(login['key'], `${path}.key`), value: text })
    : undefined;
}

/** How licences are to be set up; what belongs to a licence may stand directly or wrapped in operations. */
export function setupsOf(value: unknown, path: string): EndUserSetup[] | undefined {
  const setups = objectsAt(value, path).map((setup, index) => {
    const at = `${path}[${index}]`;
    const inner = (operation: string, name: string) =>
      setup[name] ?? objectsAt(setup[operation], `${at}.${operation}`).flatMap((item) => item[name] ?? [])[0];
    return compact<EndUserSetup>({
      endUser: personOf(inner('endUserOperation', 'endUser'), `${at}.endUser`),
      resources: resourcesOf(inner('realizingResourceOperation', 'realizingResource'), `${at}.realizingResource`),
      login: loginOf(inner('rightOperation', 'loginKeyValue'), `${at}.loginKeyValue`),
    });
  });
  return setups.length > 0 ? setups : undefined;
}

/** @throws Refusal 400/23 */
export function needed<T>(value: T | undefined, path: string): T {
  if (value === undefined) throw new Refusal('missingField', `${path} is missing`);
  return value;
}
