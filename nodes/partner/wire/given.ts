import { compact, first, isJson, type Json, objectAt, objectsAt, textAt } from './json.ts';
import { characteristicsOf, loginOf, offerOf, personOf, resourcesOf } from './parts.ts';
import type { Characteristics, Licence, Offer, Person, Resource } from './plain.ts';

/** A licence as a flow gives it; the id may be missing when it is new. */
export type GivenLicence = Omit<Licence, 'id'> & { readonly id?: string };

/**
 * Reads the licences of a flow: in the plain form, as Orange writes them, or a mixture.
 * @throws Refusal 400/24 naming the place
 */
export function givenLicences(value: unknown): GivenLicence[] {
  return objectsAt(value ?? undefined, 'licences').map((item, index) => licenceOf(item, `licences[${index}]`));
}

function licenceOf(item: Json, at: string): GivenLicence {
  const text = (...names: readonly string[]) => textAt(first(item, ...names), `${at}.${names[0]}`);
  return compact<GivenLicence>({
    id: text('id'),
    fleetId: text('fleetId', 'relatedProductRefId'),
    state: text('state'),
    externalState: text('externalState'),
    offer: offerIn(first(item, 'offer', 'productOffering'), `${at}.offer`),
    endUser: personIn(item['endUser'], `${at}.endUser`),
    resources: resourcesIn(item, at),
    login: loginOf(loginIn(first(item, 'login', 'loginKeyValue')), `${at}.login`),
    characteristics: characteristicsIn(item, at),
  });
}

function offerIn(value: unknown, at: string): Offer | undefined {
  const reference = isJson(value) ? textAt(value['reference'], `${at}.reference`) : undefined;
  if (reference === undefined) return offerOf(value, at);
  return compact<Offer>({ reference, name: textAt((value as Json)['name'], `${at}.name`) });
}

function personIn(value: unknown, at: string): Person | undefined {
  const plain = objectAt(value ?? undefined, at);
  if (!plain) return undefined;
  const text = (name: string) => textAt(plain[name] ?? undefined, `${at}.${name}`);
  return compact<Person>({
    reference: text('reference'),
    phone: text('phone'),
    mobile: text('mobile'),
    characteristics: characteristicsIn(plain, at),
    ...personOf(plain, at),
  });
}

function resourcesIn(item: Json, at: string): Resource[] | undefined {
  const raw = resourcesOf(item['realizingResource'], `${at}.realizingResource`);
  const plain = objectsAt(item['resources'], `${at}.resources`).map((resource, index) =>
    compact<Resource>({
      type: textAt(resource['type'], `${at}.resources[${index}].type`),
      characteristics: characteristicsIn(resource, `${at}.resources[${index}]`),
    }),
  );
  return plain.length > 0 ? plain : raw;
}

function characteristicsIn(item: Json, at: string): Characteristics | undefined {
  return characteristicsOf(first(item, 'characteristics', 'characteristic'), `${at}.characteristics`);
}

function loginIn(value: unknown): unknown {
  return typeof value === 'string' ? { value } : value;
}
