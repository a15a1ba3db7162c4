import { type Json, prune } from './json.ts';
import type { Login, Person, Resource } from './plain.ts';
import { written } from './read.ts';

/** A change of a licence by the partner (UC5). */
export type OwnChange = { readonly licenceId: string; readonly fleetId?: string } & (
  | { readonly kind: 'endUser'; readonly action: 'add' | 'modify'; readonly endUser: Person }
  | { readonly kind: 'endUser'; readonly action: 'delete' }
  | { readonly kind: 'resource'; readonly action: 'modify'; readonly resource: Resource }
  | {
      readonly kind: 'login';
      /** `add`, `modify`, or the API's word for a reset. */
      readonly action: string;
      readonly login?: Login;
      /** Where the login and the password are sent. */
      readonly email?: string;
    }
);

/** Where the description of the API leaves the form of a message open. */
export interface ChangeForms {
  /** `type` of the events of own changes. `updateNotification` if absent. */
  readonly type?: string;
  /** Operations on the licence itself, or under `endUserConfigurationOperation`. On the licence if absent. */
  readonly nested?: boolean;
}

/** Operations that the partner tells Orange of: what is posted to Orange's userservice event address. */
export function ownChangeEvent(changes: readonly OwnChange[], time: string, forms: ChangeForms = {}): Json {
  const byLicence = new Map<string, OwnChange[]>();
  for (const change of changes) byLicence.set(change.licenceId, [...(byLicence.get(change.licenceId) ?? []), change]);
  const userService = [...byLicence].map(([id, own]) => {
    const operations = own.map(operationOf);
    return {
      id,
      relatedProductRefId: own.find(({ fleetId }) => fleetId)?.fleetId,
      ...(forms.nested ? { endUserConfigurationOperation: operations } : gathered(operations)),
    };
  });
  return prune({ type: forms.type || 'updateNotification', time, resource: { userService } }) as Json;
}

function operationOf(change: OwnChange): Json {
  const { action } = change;
  if (change.kind === 'resource') {
    return { realizingResourceOperation: { action, realizingResource: written('Resource', change.resource) } };
  }
  if (change.kind === 'login') {
    const { login, email } = change;
    return { rightOperation: { action, loginKeyValue: login && written('Login', login), email } };
  }
  return {
    endUserOperation: change.action === 'delete' ? { action } : { action, endUser: written('Person', change.endUser) },
  };
}

/** Operations of the same kind in one list. */
function gathered(operations: readonly Json[]): Json {
  const lists: Record<string, unknown[]> = {};
  for (const [name, operation] of operations.flatMap((each) => Object.entries(each))) {
    lists[name] = [...(lists[name] ?? []), operation];
  }
  return lists;
}
