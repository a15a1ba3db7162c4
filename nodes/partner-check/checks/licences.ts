import { isObject, type Json, objectsAt, quoted, textAt, valueAt } from './json.ts';
import { type Problems, unless } from './problems.ts';

/** What a consultation was about. */
export interface ConsultationQuery {
  readonly fleet?: string | undefined;
  readonly ids?: readonly string[];
  /** How many licences there must be. */
  readonly count?: number;
}

/** Holds the answer to a consultation against the question. A deleted licence may be left out or be shown as deleted. */
export function licencesProblems(body: unknown, asked: ConsultationQuery): Problems {
  if (!Array.isArray(body)) return ['the answer is no array of userServices'];
  const strange = body.filter((licence) => !isObject(licence)).length;
  const licences = livingIn(body);
  const ids = licences.map((licence) => textAt(licence, 'id'));
  return [
    ...unless(strange === 0, `${strange} elements of the array are no objects`),
    ...body.filter(isObject).flatMap((licence) => licenceProblems(licence, asked.fleet)),
    ...unless(new Set(ids).size === ids.length, 'the same licence is listed twice'),
    ...unless(
      asked.count === undefined || licences.length === asked.count,
      `there are ${licences.length} licences, ${asked.count} are expected`,
    ),
    ...(asked.ids ?? []).flatMap((id) => unless(ids.includes(id), `the licence ${id} was asked for and is not there`)),
    ...unless(
      !asked.ids || ids.every((id) => id === undefined || asked.ids?.includes(id)),
      'there are licences that nobody asked for',
    ),
  ];
}

/** The licences of a list that have not been deleted. */
export function livingIn(body: unknown): readonly Json[] {
  return Array.isArray(body) ? body.filter(isObject).filter((licence) => licence['externalState'] !== 'deleted') : [];
}

function licenceProblems(licence: Json, fleet: string | undefined): Problems {
  const id = textAt(licence, 'id');
  if (!id) return ['a licence has no id; the partner has to make one'];
  const name = `licence ${id}`;
  const { state, externalState } = licence;
  const related = textAt(licence, 'relatedProductRefId');
  return [
    ...unless(related, `${name} has no relatedProductRefId, the id of its fleet`),
    ...unless(!fleet || !related || related === fleet, `${name} is of the fleet ${related}, asked for was ${fleet}`),
    ...unless(
      externalState === 'deleted' || state === 'active' || state === 'inactive',
      `${name}: state is ${quoted(state)}, active or inactive is expected`,
    ),
    ...unless(
      textAt(licence, 'productOffering.externalReference.id'),
      `${name} does not carry the externalReference of its product offering`,
    ),
    ...pairProblems(name, licence),
    ...userProblems(name, licence),
  ];
}

/** A suspended licence is inactive, an active one active. */
function pairProblems(name: string, { state, externalState }: Json): Problems {
  if (externalState === undefined || externalState === 'deleted') return [];
  const wanted = expectedStateFor(externalState);
  if (!wanted) return [`${name}: externalState is ${quoted(externalState)}, active, inactive or suspended is expected`];
  return unless(state === wanted, `${name}: with the externalState ${externalState} its state must be ${wanted}`);
}

/** The state that follows from what Orange asks for; undefined for anything unknown. */
export function expectedStateFor(externalState: unknown): 'active' | 'inactive' | undefined {
  if (externalState === 'active') return 'active';
  return externalState === 'suspended' || externalState === 'inactive' ? 'inactive' : undefined;
}

function userProblems(name: string, licence: Json): Problems {
  const { endUser, loginKeyValue } = licence;
  return [
    ...unless(endUser === undefined || textAt(endUser, 'id'), `${name}: endUser has no id`),
    ...unless(
      loginKeyValue === undefined || isLoginKey(valueAt(loginKeyValue, 'key')),
      `${name}: loginKeyValue.key is ${quoted(valueAt(loginKeyValue, 'key'))}, login or organizationCode is expected`,
    ),
    ...objectsAt(licence, 'realizingResource').flatMap((resource) =>
      unless(textAt(resource, 'type'), `${name}: a realizingResource has no type`),
    ),
  ];
}

/** Whether a key of a log-in is one that Orange knows. */
export function isLoginKey(key: unknown): boolean {
  return key === 'login' || key === 'organizationCode';
}
