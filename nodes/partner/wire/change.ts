import { isDeepStrictEqual } from 'node:util';
import { compact, first, type Json, objectsAt, textAt } from './json.ts';
import { needed, offerOf } from './parts.ts';
import { type Change, type ChangeCase, type ExternalState, type LicenceChange, orangeStates } from './plain.ts';
import { Refusal } from './refusal.ts';

/** More licences than this in one request are a mistake. */
const mostLicences = 100_000;

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
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const items = objectsAt(first(body, 'userService', 'userServices'), 'userService');
  if (items.length === 0) throw new Refusal('missingField', 'userService is missing');
  if (items.length > mostLicences) throw new Refusal('invalidField', `userService: at most ${mostLicences} licences`);
  const licences = merged(items.map((item, index) => licenceOf(item, `userService[${index}]`, warn)));
  return { change: { useCase: caseOf(licences), licences }, warnings };
}

function licenceOf(item: Json, path: string, warn: (text: string) => void): LicenceChange {
  const id = needed(textAt(item['id'], `${path}.id`), `${path}.id`);
  const fleetId = textAt(first(item, 'relatedProductRefId', 'productRefId'), `${path}.relatedProductRefId`);
  const externalState = stateOf(textAt(item['externalState'], `${path}.externalState`), `${path}.externalState`);
  const offer = newOfferOf(item, path, warn);
  if (!externalState && !offer) {
    throw new Refusal('missingField', `${path}: externalState or productOfferingOperation is missing`);
  }
  return compact<LicenceChange>({ id, fleetId, externalState, offer });
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

function stateOf(value: string | undefined, path: string): ExternalState | undefined {
  if (value === undefined) return undefined;
  const state = orangeStates.find((name) => name === value.toLowerCase());
  if (!state) throw new Refusal('invalidField', `${path}: expected one of ${orangeStates.join(', ')}`);
  return state;
}

/** The operation stands on the licence or in its configuration; the offer in a product offering or by itself. */
function newOfferOf(item: Json, path: string, warn: (text: string) => void): LicenceChange['offer'] {
  const nested = objectsAt(item['endUserConfigurationOperation'], `${path}.endUserConfigurationOperation`);
  const [operation] = [item, ...nested].flatMap((holder) =>
    objectsAt(holder['productOfferingOperation'], `${path}.productOfferingOperation`),
  );
  if (!operation) return undefined;
  const at = `${path}.productOfferingOperation`;
  const action = textAt(operation['action'], `${at}.action`);
  if (action?.toLowerCase() !== 'swap') warn(`${at}.action: ${action ?? 'nothing'} was taken as swap`);
  const offer = offerOf(operation['productOffering'] ?? operation, `${at}.productOffering`);
  return needed(offer, `${at}.productOffering.externalReference`);
}

function caseOf(licences: readonly LicenceChange[]): ChangeCase {
  if (licences.some(({ externalState }) => externalState === 'deleted')) return 'delete';
  return licences.some(({ offer }) => offer) ? 'offer' : 'state';
}
