import { compact } from './json.ts';
import type { Consultation } from './plain.ts';
import { Refusal } from './refusal.ts';

/**
 * Reads what a consultation asks for: a fleet, licences by their ids, or the one that the address names.
 * @param id percent-encoded, out of the path
 * @throws Refusal 400/20, 400/27
 */
export function readConsultation(query: URLSearchParams, id?: string): Consultation {
  if (id !== undefined) return { ids: [decoded(id)], single: true };
  const values = (name: string) =>
    [...query].filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value.trim());
  const [fleetId] = values('productRefId').filter(Boolean);
  const ids = values('id')
    .flatMap((list) => list.split(','))
    .map((each) => each.trim())
    .filter(Boolean);
  if (!fleetId && ids.length === 0) throw new Refusal('missingQuery', 'productRefId or id is expected');
  return compact<Consultation>({ fleetId, ids: ids.length > 0 ? [...new Set(ids)] : undefined, single: false });
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    throw new Refusal('invalidPath', 'The id in the address is not well encoded');
  }
}
