import { numberChoices } from './choices.ts';
import { account, errorOutput, palette, typed, user } from './common.ts';
import type { TaskDescription, TaskStep } from './types.ts';

/** Teaming's forwardings with the task's word for when they take effect. */
const services = {
  always: 'callForwardingAlways',
  busy: 'callForwardingBusy',
  'no answer': 'callForwardingNoAnswer',
} as const;

/** The forwardings of Teaming that one choice switches. */
const switchedBy: Readonly<Record<keyof typeof services, readonly string[]>> = {
  always: ['always'],
  busy: ['busy', 'busy or no answer'],
  'no answer': ['no answer', 'busy or no answer'],
};

const each = Object.entries(services) as [keyof typeof services, string][];

const on = each.map(
  ([when, service]): TaskStep => ({
    operation: 'teaming-set-service',
    when: { when: switchedBy[when] },
    values: { service, active: true, forwardToPhoneNumber: { input: 'number' } },
  }),
);
const off = each.map(
  ([, service]): TaskStep => ({ operation: 'teaming-set-service', values: { service, active: false } }),
);
const read = each.map(
  ([when, service]): TaskStep => ({
    operation: 'teaming-get-service',
    values: { service },
    result: {
      field: { type: 'ForwardingService', many: true, at: '' },
      defaults: { when, to: 'number' },
      only: { active: true },
    },
  }),
);

/** Sends a user's calls elsewhere. */
export const forward = {
  ...palette,
  icon: 'telephony-routing.svg',
  inputs: 1,
  outputs: 1,
  labelFrom: 'action',
  properties: {
    name: { value: '' },
    ...account,
    action: { value: 'on', values: ['on', 'off', 'read', 'message'] },
    to: {
      value: 'number',
      values: ['number', 'colleague', 'voicemail'],
      beside: { action: ['on', 'message'], system: ['opentouch'] },
    },
    number: {
      ...typed,
      choices: numberChoices,
      example: '+33123456789',
      bare: true,
      from: 'phoneNumber',
      beside: { action: ['on', 'message'], to: ['number', 'colleague'] },
    },
    when: {
      value: 'always',
      values: ['always', 'busy', 'no answer', 'busy or no answer'],
      beside: { action: ['on', 'message'] },
    },
    user,
    errorOutput,
  },
  actions: {
    on: {
      opentouch: {
        requires: ['number'],
        steps: [
          {
            operation: 'opentouch-set-routes',
            values: {
              forwardRoutes: [
                {
                  forwardType: {
                    input: 'when',
                    words: { busy: 'BUSY', 'no answer': 'NO_ANSWER', 'busy or no answer': 'BUSY_NO_ANSWER' },
                  },
                  destinations: [
                    {
                      type: { input: 'to', words: { number: 'NUMBER', colleague: 'USER', voicemail: 'VOICEMAIL' } },
                      number: { input: 'number' },
                      selected: true,
                    },
                  ],
                },
              ],
            },
          },
        ],
      },
      teaming: { requires: ['number'], steps: on },
    },
    off: {
      opentouch: { steps: [{ operation: 'opentouch-set-routes', values: { forwardRoutes: [] } }] },
      teaming: { steps: off },
    },
    read: {
      opentouch: {
        steps: [
          {
            operation: 'opentouch-get-routing-state',
            result: {
              field: { type: 'ForwardingRoute', many: true, at: 'forwardRoutes' },
              defaults: { when: 'always' },
            },
          },
        ],
      },
      teaming: { steps: read },
    },
  },
} as const satisfies TaskDescription;
