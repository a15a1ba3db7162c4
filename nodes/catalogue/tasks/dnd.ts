import { account, errorOutput, palette, user } from './common.ts';
import type { TaskAction, TaskDescription } from './types.ts';

/** A forward to voicemail that takes effect at once. */
const toVoicemail = [
  '[forwardType!=BUSY]',
  '[forwardType!=NO_ANSWER]',
  '[forwardType!=BUSY_NO_ANSWER]',
  'destinations',
  '[type=VOICEMAIL]',
  'selected',
].join('.');

function switched(active: boolean): TaskAction {
  return { steps: [{ operation: 'teaming-set-service', values: { service: 'doNotDisturb', active } }] };
}

/** Lets a user's telephones be silent. OpenTouch has no service of that name: there callers reach the voicemail at once. */
export const dnd = {
  ...palette,
  icon: 'telephony-dnd.svg',
  inputs: 1,
  outputs: 1,
  labelFrom: 'action',
  properties: {
    name: { value: '' },
    ...account,
    action: { value: 'on', values: ['on', 'off', 'read', 'message'] },
    user,
    errorOutput,
  },
  actions: {
    on: {
      opentouch: {
        steps: [
          {
            operation: 'opentouch-set-routes',
            values: { forwardRoutes: [{ destinations: [{ type: 'VOICEMAIL', selected: true }] }] },
          },
        ],
      },
      teaming: switched(true),
    },
    off: {
      opentouch: { steps: [{ operation: 'opentouch-set-routes', values: { forwardRoutes: [] } }] },
      teaming: switched(false),
    },
    read: {
      opentouch: {
        steps: [
          {
            operation: 'opentouch-get-routing-state',
            result: { field: { type: 'boolean', at: `forwardRoutes.${toVoicemail}` }, otherwise: false },
          },
        ],
      },
      teaming: {
        steps: [
          {
            operation: 'teaming-get-service',
            values: { service: 'doNotDisturb' },
            result: { field: { type: 'boolean', at: 'active' }, otherwise: false },
          },
        ],
      },
    },
  },
} as const satisfies TaskDescription;
