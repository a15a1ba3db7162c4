import { currentCalls } from './choices.ts';
import { errorOutput, opentouchAccount, palette, typed, user } from './common.ts';
import type { TaskAction, TaskDescription } from './types.ts';

function recording(action: string): { readonly opentouch: TaskAction } {
  return {
    opentouch: {
      call: {
        operation: 'opentouch-get-calls',
        items: 'calls',
        fields: { callRef: 'callRef' },
        state: 'callData.state',
        states: ['ACTIVE', 'HELD'],
      },
      steps: [{ operation: 'opentouch-record-call', values: { callRef: { input: 'call' }, action } }],
    },
  };
}

/** Records the call that a user is in. */
export const recordCall = {
  ...palette,
  icon: 'telephony-messaging.svg',
  inputs: 1,
  outputs: 1,
  labelFrom: 'action',
  properties: {
    name: { value: '' },
    ...opentouchAccount,
    action: { value: 'start', values: ['start', 'stop', 'pause', 'resume', 'message'] },
    call: { ...typed, choices: currentCalls, from: 'callRef' },
    user,
    errorOutput,
  },
  actions: {
    start: recording('start'),
    stop: recording('stop'),
    pause: recording('pause'),
    resume: recording('resume'),
  },
} as const satisfies TaskDescription;
