import { currentCalls, numberChoices } from './choices.ts';
import { account, device, errorOutput, palette, typed, user } from './common.ts';
import type { OnlyCall, TaskDescription, TaskResult, TaskValue } from './types.ts';

const started: TaskResult = { field: { type: 'StartedCall', at: '' } };

/** The calls that a user has at present. */
function present(at: string): TaskResult {
  return { field: { type: 'CurrentCall', many: true, at } };
}

/** The call of an OpenTouch user in a state, and the telephone that has it. */
function callOf(...states: readonly string[]): OnlyCall {
  const device = states.length === 1 ? { deviceId: `legs.[state=${states[0]}].deviceId` } : {};
  return {
    operation: 'opentouch-get-calls',
    items: 'calls',
    fields: { callRef: 'callRef', ...device },
    state: 'callData.state',
    states,
  };
}

function teamingCallOf(...states: readonly string[]): OnlyCall {
  return {
    operation: 'teaming-get-calls',
    fields: { callId: 'callId' },
    state: 'state',
    states,
  };
}

const callRef: TaskValue = { input: 'call' };
const callId: TaskValue = { input: 'call' };

/** Makes and controls calls. */
export const call = {
  ...palette,
  icon: 'telephony-call.svg',
  inputs: 1,
  outputs: 1,
  labelFrom: 'action',
  properties: {
    name: { value: '' },
    ...account,
    action: {
      value: 'make',
      values: ['make', 'answer', 'hang up', 'hold', 'retrieve', 'transfer', 'divert', 'list', 'message'],
    },
    number: {
      ...typed,
      choices: numberChoices,
      example: '+33123456789',
      from: ['phoneNumber', 'callee', 'address'],
      bare: true,
      beside: { action: ['make', 'transfer', 'divert', 'message'] },
    },
    call: {
      ...typed,
      choices: currentCalls,
      from: ['callRef', 'callId'],
      beside: { action: ['answer', 'hang up', 'hold', 'retrieve', 'transfer', 'divert', 'message'] },
    },
    autoAnswer: { type: 'boolean', value: false, beside: { action: ['make', 'message'], system: ['opentouch'] } },
    user,
    device,
    errorOutput,
  },
  actions: {
    make: {
      opentouch: {
        requires: ['number'],
        steps: [
          {
            operation: 'opentouch-make-call',
            values: { callee: { input: 'number' }, autoAnswer: { input: 'autoAnswer' } },
            result: started,
          },
        ],
      },
      teaming: {
        requires: ['number'],
        steps: [{ operation: 'teaming-make-call', values: { address: { input: 'number' } }, result: started }],
      },
    },
    answer: {
      opentouch: {
        call: callOf('RINGING_INCOMING'),
        steps: [{ operation: 'opentouch-answer-call', values: { callRef } }],
      },
      teaming: {
        call: teamingCallOf('Alerting'),
        steps: [{ operation: 'teaming-control-call', values: { callId, action: 'ANSWER' } }],
      },
    },
    'hang up': {
      opentouch: {
        call: callOf('ACTIVE', 'RINGING_OUTGOING', 'DIALING', 'OFF_HOOK', 'RINGING_INCOMING', 'HELD'),
        steps: [{ operation: 'opentouch-drop-me-from-call', values: { callRef } }],
      },
      teaming: {
        call: teamingCallOf('Active', 'Remote Held', 'Alerting', 'Held'),
        steps: [{ operation: 'teaming-release-call', values: { callId } }],
      },
    },
    hold: {
      opentouch: { call: callOf('ACTIVE'), steps: [{ operation: 'opentouch-hold-call', values: { callRef } }] },
      teaming: {
        call: teamingCallOf('Active', 'Remote Held'),
        steps: [{ operation: 'teaming-control-call', values: { callId, action: 'HOLD' } }],
      },
    },
    retrieve: {
      opentouch: { call: callOf('HELD'), steps: [{ operation: 'opentouch-retrieve-call', values: { callRef } }] },
      teaming: {
        call: teamingCallOf('Held'),
        steps: [{ operation: 'teaming-control-call', values: { callId, action: 'UNHOLD' } }],
      },
    },
    transfer: {
      opentouch: {
        call: callOf('ACTIVE'),
        requires: ['number'],
        steps: [{ operation: 'opentouch-blind-transfer-call', values: { callRef, transferTo: { input: 'number' } } }],
      },
    },
    divert: {
      opentouch: {
        call: callOf('RINGING_INCOMING'),
        requires: ['number'],
        steps: [{ operation: 'opentouch-redirect-call', values: { callRef, redirectTo: { input: 'number' } } }],
      },
    },
    list: {
      opentouch: { steps: [{ operation: 'opentouch-get-calls', result: present('calls') }] },
      teaming: { steps: [{ operation: 'teaming-get-calls', result: present('') }] },
    },
  },
} as const satisfies TaskDescription;
