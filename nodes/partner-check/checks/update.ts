import { difference, isObject, type Json, objectsAt, quoted, textAt, valueAt } from './json.ts';
import { expectedStateFor } from './licences.ts';
import { type CheckMode, type Problems, type Stage, unless } from './problems.ts';

/** The licences of an update; the name of the list is written both ways. */
export function licencesOf(update: unknown): readonly Json[] {
  const singular = objectsAt(update, 'userService');
  return singular.length ? singular : objectsAt(update, 'userServices');
}

/** The ids of the licences of an update, sorted. */
export function licenceIdsOf(update: unknown): string[] {
  return licencesOf(update)
    .map(({ id }) => String(id))
    .sort();
}

/** Whether the resource of an event is about an update. One that failed may leave out licences that nobody knows. */
export function isAbout(resource: unknown, request: Json): boolean {
  const ids = licenceIdsOf(resource);
  const asked = licenceIdsOf(request);
  const failed = valueAt(resource, 'state') === 'failed' && ids.length > 0 && ids.every((id) => asked.includes(id));
  return failed || difference(ids, asked) === undefined;
}

/** The offering that a swap leads to, with or without a wrapper around its reference. */
export function offeringOf(licence: Json): unknown {
  const operation = [licence['productOfferingOperation']].flat()[0];
  return valueAt(operation, 'productOffering.externalReference') ?? valueAt(operation, 'externalReference');
}

/**
 * Holds an update of licences against the request that it answers.
 * @param before the licences as they were, by id, as far as they are known
 */
export function updateProblems(
  request: Json,
  update: unknown,
  stage: Stage,
  mode: CheckMode,
  before: ReadonlyMap<string, Json> = new Map(),
): Problems {
  if (!isObject(update)) return ['the update is no JSON object'];
  const { state } = update;
  const given = licencesOf(update);
  const asked = licencesOf(request);
  const ids = given.map((licence) => textAt(licence, 'id'));
  return [
    ...stateProblems(state, stage, mode),
    ...unless(ids.every(Boolean), 'a userService of the answer has no id'),
    ...unless(new Set(ids).size === ids.length, 'the same licence is in the answer twice'),
    ...ids
      .filter((id) => id && !asked.some((licence) => licence['id'] === id))
      .map((id) => `the licence ${id} is in the answer, but not in the request`),
    ...asked.flatMap((licence) => {
      const id = textAt(licence, 'id') ?? '';
      const found = given.find((candidate) => candidate['id'] === id);
      if (!found) return unless(state === 'failed', `the licence ${id} of the request is not in the answer`);
      if (state === 'completed') return completedProblems(licence, found);
      return state === 'failed' ? failedProblems(id, found, before.get(id)) : echoedProblems(licence, found);
    }),
  ];
}

function stateProblems(state: unknown, stage: Stage, mode: CheckMode): Problems {
  if (state === 'partial') return ['the state "partial" is not used: an update is one transaction'];
  if (state === 'failed') return [];
  if (state === 'completed') {
    const tooEarly = stage === 'answer' && mode === 'async';
    return unless(
      !tooEarly,
      'the state is "completed" at once, but the partner is meant to acknowledge and send an event',
    );
  }
  if (state !== 'acknowledged') return [`the state is ${quoted(state)}; completed, failed or acknowledged is expected`];
  if (stage === 'event') return ['an event carries the final state, not "acknowledged"'];
  return unless(mode !== 'sync', 'the state is "acknowledged", but the partner is meant to complete at once');
}

function completedProblems(asked: Json, given: Json): Problems {
  const name = `licence ${textAt(asked, 'id')}`;
  const { externalState } = asked;
  const wanted = expectedStateFor(externalState);
  const offering = offeringOf(asked);
  const changed = valueAt(given, 'productOffering.externalReference') ?? offeringOf(given);
  return [
    ...unless(
      externalState === undefined || given['externalState'] === externalState,
      `${name}: externalState is ${quoted(given['externalState'])} instead of ${quoted(externalState)}`,
    ),
    ...unless(
      !wanted || given['state'] === wanted,
      `${name}: state is ${quoted(given['state'])}, with the externalState ${quoted(externalState)} it must be ${wanted}`,
    ),
    ...unless(
      offering === undefined || !difference(offering, changed),
      `${name}: the product offering is ${quoted(changed)} instead of ${quoted(offering)}`,
    ),
  ];
}

/** All or nothing: whatever failed has changed no licence. */
function failedProblems(id: string, given: Json, before: Json | undefined): Problems {
  if (!before) return [];
  return ['state', 'externalState'].flatMap((name) =>
    unless(
      given[name] === undefined || before[name] === undefined || given[name] === before[name],
      `licence ${id}: the update failed, and yet ${name} went from ${quoted(before[name])} to ${quoted(given[name])}`,
    ),
  );
}

function echoedProblems(asked: Json, given: Json): Problems {
  return unless(
    asked['externalState'] === undefined || given['externalState'] === asked['externalState'],
    `licence ${textAt(asked, 'id')}: an acknowledgement gives the request back unchanged`,
  );
}
