import { isDeepStrictEqual } from 'node:util';
import { partnerRequests } from '../../catalogue/business-apps/requests.ts';
import { type Steps, slicesOf } from '../../runtime/slices.ts';
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
 * Reads an update of licences, in steps where they are many. The list is one transaction, so one bad entry refuses it all.
 * @param body without empty nodes
 * @throws Refusal 400/23, 400/24
 */
export function* readChange(body: Json): Steps<ReadChange> {
  const licences = yield* licencesIn(body);
  if (licences.length > mostLicences)
    throw new Refusal('invalidField', `userService: at most ${mostLicences} licences`);
  licences.forEach(({ externalState, offer }, index) => {
    if (externalState || offer) return;
    const missing = `userService[${index}]: externalState or productOfferingOperation is missing`;
    throw new Refusal('missingField', missing);
  });
  yield;
  const change = { useCase: caseOf(licences), licences: merged(licences) };
  return { change, warnings: yield* warningsOf(body, licences) };
}

/** Licences that one step reads. */
const atOnce = 50;

const places: readonly string[] = partnerRequests.representations.Change.licences.at;

/** @throws Refusal 400/23, 400/24 */
function* licencesIn(body: Json): Steps<LicenceChange[]> {
  const place = places.find((name) => body[name] !== undefined) ?? '';
  const sent = body[place];
  const licences: LicenceChange[] = [];
  for (const [part, some] of Array.isArray(sent) ? [...slicesOf(sent, atOnce)].entries() : [[0, sent] as const]) {
    if (part > 0) yield;
    const { value, problems } = readAs('Change', { ...body, [place]: some });
    const nth = (_: string, name: string, index: string) => `${name}.${Number(index) + part * atOnce}`;
    refuse(problems.map((problem) => ({ ...problem, path: problem.path.replace(/^(\w+)\.(\d+)/, nth) })));
    licences.push(...value.licences);
  }
  return licences;
}

/** A licence may be named twice as long as its entries do not contradict each other. */
function merged(licences: readonly LicenceChange[]): LicenceChange[] {
  const byId = new Map<string, LicenceChange>();
  for (const licence of licences) {
    const known = byId.get(licence.id);
    const both = { ...known, ...licence };
    if (known && !isDeepStrictEqual({ ...both, ...known }, both))
      throw new Refusal('invalidField', `userService: licence ${licence.id} stands there twice, differently`);
    byId.set(licence.id, both);
  }
  return [...byId.values()];
}

/** Of offers that are exchanged by another word than `swap`. */
function* warningsOf(body: Json, licences: readonly LicenceChange[]): Steps<string[]> {
  const warnings: string[] = [];
  if (!licences.some(({ offer }) => offer)) return warnings;
  const sent: readonly unknown[] = [readAs('ChangeEcho', body).value.licences].flat();
  for (const [index, licence] of sent.entries()) {
    if (index % atOnce === atOnce - 1) yield;
    const { action } = readAs('OfferAction', licence).value;
    if (!licences[index]?.offer || action?.toLowerCase() === 'swap') continue;
    warnings.push(`userService[${index}].productOfferingOperation.action: ${action ?? 'nothing'} was taken as swap`);
  }
  return warnings;
}

function caseOf(licences: readonly LicenceChange[]): ChangeCase {
  if (licences.some(({ externalState }) => externalState === 'deleted')) return 'delete';
  return licences.some(({ offer }) => offer) ? 'offer' : 'state';
}
