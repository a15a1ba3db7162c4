import { OrangeRefusal } from '../../orange/gateway/errors.ts';
import type { IssuedGrant } from '../../orange/sign-in/tokens.ts';

type Need = 'callManagement' | 'notifications' | 'configuration' | 'any' | 'administrator';

/** What consent each operation needs. The vendor does not say it; this is what the names of the scopes suggest. */
const needs: Readonly<Record<string, Need>> = {
  'teaming-get-my-profile': 'any',
  'teaming-get-profile': 'administrator',
  'teaming-create-subscription': 'notifications',
  'teaming-renew-subscription': 'notifications',
  'teaming-get-subscriptions': 'notifications',
  'teaming-get-subscription': 'notifications',
  'teaming-delete-subscription': 'notifications',
  'teaming-make-call': 'callManagement',
  'teaming-get-calls': 'callManagement',
  'teaming-get-call': 'callManagement',
  'teaming-control-call': 'callManagement',
  'teaming-release-call': 'callManagement',
  'teaming-get-voice-messages': 'callManagement',
  'teaming-get-voice-message': 'callManagement',
  'teaming-delete-voice-message': 'callManagement',
  'teaming-mark-voice-message': 'callManagement',
  'teaming-mark-all-voice-messages': 'callManagement',
  'teaming-get-service': 'configuration',
  'teaming-set-service': 'configuration',
};

const own = 'b2b:teaming:user:';
const everybody = 'b2b:teaming:admin:';

/** Whether the grant may be used for an operation about somebody; about nobody in particular if no user is named. */
export function checkScopes(type: string, { scopes, userId }: IssuedGrant, about: string | undefined): void {
  const need = needs[type] ?? 'any';
  const asAdministrator = scopes.some((scope) => covers(scope, everybody, need));
  const asHimself = (about === undefined || about === userId) && scopes.some((scope) => covers(scope, own, need));
  if (!asAdministrator && (need === 'administrator' || !asHimself)) {
    throw new OrangeRefusal(50, 'The user has not consented to this.');
  }
}

/** Whether a token reaches everybody in the company. */
export function isAdministrator({ scopes }: IssuedGrant): boolean {
  return scopes.some((scope) => scope.startsWith(everybody));
}

function covers(scope: string, level: string, need: Need): boolean {
  return scope.startsWith(level) && (need === 'any' || need === 'administrator' || scope === level + need);
}
