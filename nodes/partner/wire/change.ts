import { isDeepStrictEqual } from 'node:util';
import type { Json } from './json.ts';
import { mostLicences } from './order.ts';
import type { Change, ChangeCase, LicenceChange } from './plain.ts';
import { readAs, refuse } from './read.ts';
import { Refusal } from './refusal.ts';

/** What Orange wants done to licences, and what is odd about it. */
export interface ReadChange {
  readonly change: Change;
  readonly warnings: readonly string[];
}

/**
 * Reads an update of licences. The list is one transaction, so one bad entry refuses it all.
 * @param body without empty nodes
 * @throws Refusal 400/23, 400/24
 */
export function readChange(body: Json): ReadChange {
  const { value, problems } = readAs('Change', body);
  refuse(problems);
  const { licences } = value;
  if (licences.length > mostLicences)
    throw new Refusal('invalidField', `userService: at most ${mostLicences} licences`);
  licences.forEach(({ externalState, offer }, index) => {
    if (externalState || offer) return;
    const missing = `userService[${index}]: externalState or productOfferingOperation is missing`;
    throw new Refusal('missingField', missing);
  });
  return { change: { useCase: caseOf(licences), licences: merged(licences) }, warnings: warningsOf(body, licences) };
}

/** A licence may be named twice as long as its entries do not contradict each other. */
function merged(licences: readonly LicenceChange[]): LicenceChange[] {
  const byId = new Map<string, LicenceChange>();
  for (const licence of licences) {
    const known = byId.get(licence.id);
    const both = { ...known, ...licence };
    const same = isDeepStrictEqual({ ...both, ...known }, both);
    if (!same) throw new Refusal('invalidField', `userService: licence ${licence.id} stands there twice, differently`);
    byId.set(licence.id, both);
  }
  return [...byId.values()];
}

/** Of offers that are exchanged by another word than `swap`. */
function warningsOf(body: Json, licences: readonly LicenceChange[]): string[] {
  if (!licences.some(({ offer }) => offer)) return [];
  const sent = [readAs('ChangeEcho', body).value.licences].flat();
  return sent.flatMap((licence, index) => {
    const { action } = readAs('OfferAction', licence).value;
    if (!licences[index]?.offer || action?.toLowerCase() === 'swap') return [];
    return [`userService[${index}].productOfferingOperation.action: ${action ?? 'nothing'} was taken as swap`];
  });
}

function caseOf(licences: readonly LicenceChange[]): ChangeCase {
  if (licences.some(({ externalState }) => externalState === 'deleted')) return 'delete';
  return licences.some(({ offer }) => offer) ? 'offer' : 'state';
}
