import { isJson, type Json, objectAt, objectsAt, textAt } from './json.ts';
import type { OwnChange } from './own-changes.ts';
import { characteristicsOf, loginOf, needed, personOf } from './parts.ts';

/** The changes of one licence, read from an event of the partner's own. @throws Refusal 400/23 or 400/24 */
export function ownChangeOf(licence: Json): OwnChange[] {
  const licenceId = needed(textAt(licence['id'], 'licenceId'), 'licenceId');
  const fleetId = textAt(licence['relatedProductRefId'], 'fleetId');
  const common = { licenceId, ...(fleetId && { fleetId }) };
  return [
    ...objectsAt(licence['endUserOperation'], 'endUserOperation').map((operation) => ({
      ...common,
      ...endUser(operation),
    })),
    ...objectsAt(licence['realizingResourceOperation'], 'realizingResourceOperation').map((operation) => ({
      ...common,
      ...resource(operation),
    })),
    ...objectsAt(licence['rightOperation'], 'rightOperation').map((operation) => ({ ...common, ...login(operation) })),
  ];
}

/** Whoever is deleted needs no data, so what there is of it is left out. */
function endUser(operation: Json) {
  const action = textAt(operation['action'], 'action');
  if (action === 'delete') return { kind: 'endUser', action } as const;
  const person = needed(personOf(operation['endUser'], 'endUser'), 'endUserId, a name or an e-mail address');
  return { kind: 'endUser', action: action === 'modify' ? 'modify' : 'add', endUser: person } as const;
}

function resource(operation: Json) {
  const given = needed(objectAt(operation['realizingResource'], 'resource'), 'resourceType');
  const { type, characteristic } = given;
  // As an object of names and values it may well have a `name` of its own.
  const characteristics = isJson(characteristic)
    ? characteristic
    : characteristicsOf(characteristic, 'characteristics');
  return {
    kind: 'resource',
    action: 'modify',
    resource: {
      type: needed(textAt(type, 'resourceType'), 'resourceType'),
      ...(characteristics && { characteristics }),
    },
  } as const;
}

function login(operation: Json) {
  const action = needed(textAt(operation['action'], 'action'), 'action');
  const value = loginOf(operation['loginKeyValue'], 'login');
  const email = textAt(operation['email'], 'email');
  return { kind: 'login', action, ...(value && { login: value }), ...(email && { email }) } as const;
}
