import { errorOutput, opentouchAccount, palette, user } from './common.ts';
import type { TaskAction, TaskDescription } from './types.ts';

function shown(value: string): { readonly opentouch: TaskAction } {
  return { opentouch: { steps: [{ operation: 'opentouch-set-basic-presence', values: { type: 'basic', value } }] } };
}

/** Shows colleagues whether a user can be disturbed, or reads it. */
export const presenceTask = {
  ...palette,
  icon: 'telephony-presence.svg',
  inputs: 1,
  outputs: 1,
  labelFrom: 'action',
  properties: {
    name: { value: '' },
    ...opentouchAccount,
    action: { value: 'read', values: ['read', 'available', 'busy', 'back soon', 'offline', 'message'] },
    user,
    errorOutput,
  },
  actions: {
    read: {
      opentouch: {
        steps: [{ operation: 'opentouch-get-presence', result: { field: { type: 'ShownPresence', at: '' } } }],
      },
    },
    available: shown(''),
    busy: shown('busy'),
    'back soon': shown('be-right-back'),
    offline: shown('appear-offline'),
  },
} as const satisfies TaskDescription;
