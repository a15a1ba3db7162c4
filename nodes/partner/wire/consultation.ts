import type { Consultation } from './plain.ts';
import { readAs } from './read.ts';
import { Refusal } from './refusal.ts';

/** Their case does not matter. */
const parameters = ['productRefId', 'id'];

/**
 * Reads what a consultation asks for: a fleet, licences by their ids, or the one that the address names.
 * @param id percent-encoded, out of the path
 * @throws Refusal 400/20, 400/27
 */
export function readConsultation(query: URLSearchParams, id?: string): Consultation {
  if (id !== undefined) return { ids: [decoded(id)], single: true };
  const given: Record<string, string[]> = {};
  for (const [name, value] of query) {
    const key = parameters.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
    const values = key === 'id' ? value.split(',') : [value];
    given[key] = [...new Set([...(given[key] ?? []), ...values.map((each) => each.trim()).filter(Boolean)])];
  }
  const { productRefId: fleets, id: ids } = given;
  if (!fleets?.length && !ids?.length) throw new Refusal('missingQuery', 'productRefId or id is expected');
  const { value } = readAs('Consultation', { productRefId: fleets?.[0], ...(ids?.length && { id: ids }) });
  return { ...value, single: false };
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    throw new Refusal('invalidPath', 'The id in the address is not well encoded');
  }
}
