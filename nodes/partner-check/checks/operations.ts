import { type EventFault, invalidField, missingField } from './event-fault.ts';
import { isObject, type Json, objectsAt, quoted, textAt, valueAt } from './json.ts';
import { isLoginKey } from './licences.ts';

/** The changes of one licence that a partner reports, wherever they stand. */
export interface Operations {
  readonly endUser: readonly Json[];
  readonly resource: readonly Json[];
  readonly right: readonly Json[];
}

/**
 * The operations of a licence in an event. They stand directly on the licence, or in a list named
 * `endUserConfigurationOperation`; both forms are read, and a single operation stands for a list of one.
 */
export function licenceOperationsOf(licence: Json): Operations {
  const places = [licence, ...listed(licence['endUserConfigurationOperation'])];
  const named = (name: string) => places.flatMap((place) => listed(place[name]));
  return {
    endUser: named('endUserOperation'),
    resource: named('realizingResourceOperation'),
    right: named('rightOperation'),
  };
}

function listed(value: unknown): readonly Json[] {
  return [value].flat().filter(isObject);
}

/** What is wrong with the changes of one licence. */
export function operationProblems(licence: Json): readonly EventFault[] {
  const name = `licence ${textAt(licence, 'id') ?? '?'}`;
  const { endUser, resource, right } = licenceOperationsOf(licence);
  if (endUser.length + resource.length + right.length === 0) {
    return [missingField(`${name}: there is neither a state of an update nor an operation`)];
  }
  return [
    ...endUser.flatMap((operation) => endUserFaults(name, operation)),
    ...resource.flatMap((operation) => resourceFaults(name, operation)),
    ...right.flatMap((operation) => rightFaults(name, operation)),
    ...(right.length > 1 ? [invalidField(`${name}: at most one rightOperation is possible`)] : []),
  ];
}

function endUserFaults(name: string, operation: Json): readonly EventFault[] {
  const { action, endUser } = operation;
  if (action === 'delete') {
    return endUser === undefined ? [] : [invalidField(`${name}: to delete the end user, no endUser is given`)];
  }
  if (action !== 'add' && action !== 'modify' && action !== 'swap') {
    return [
      invalidField(`${name}: the action of endUserOperation is ${quoted(action)}; add, modify or delete is expected`),
    ];
  }
  if (!isObject(endUser)) return [missingField(`${name}: endUserOperation ${action} has no endUser`)];
  const data = Object.keys(endUser).filter((key) => key !== 'id');
  return [
    ...(textAt(endUser, 'id') ? [] : [missingField(`${name}: endUser has no id; the partner has to make one`)]),
    ...(data.length ? [] : [missingField(`${name}: endUser has an id and no data (a name, an e-mail address)`)]),
  ];
}

function resourceFaults(name: string, operation: Json): readonly EventFault[] {
  const { action } = operation;
  const characteristics = objectsAt(operation, 'realizingResource.characteristic');
  const named = characteristics.every((entry) => textAt(entry, 'name') && entry['value'] !== undefined);
  return [
    ...(['add', 'modify', 'swap', 'delete'].includes(String(action))
      ? []
      : [invalidField(`${name}: the action of realizingResourceOperation is ${quoted(action)}; modify is expected`)]),
    ...(textAt(operation, 'realizingResource.type') ? [] : [missingField(`${name}: realizingResource has no type`)]),
    ...(action === 'delete' || characteristics.length
      ? []
      : [missingField(`${name}: realizingResource has no characteristic`)]),
    ...(named ? [] : [missingField(`${name}: a characteristic has a name and a value`)]),
  ];
}

function rightFaults(name: string, operation: Json): readonly EventFault[] {
  const action = textAt(operation, 'action');
  const key = valueAt(operation, 'loginKeyValue.key');
  const changes = action === 'add' || action === 'modify';
  return [
    ...(action ? [] : [missingField(`${name}: rightOperation has no action`)]),
    ...(key === undefined || isLoginKey(key)
      ? []
      : [invalidField(`${name}: loginKeyValue.key is ${quoted(key)}; login or organizationCode is expected`)]),
    ...(changes && !(key !== undefined && textAt(operation, 'loginKeyValue.value'))
      ? [missingField(`${name}: rightOperation ${action} has no loginKeyValue with key and value`)]
      : []),
  ];
}
