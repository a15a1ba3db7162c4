import { conversations, numberChoices } from './choices.ts';
import { errorOutput, opentouchAccount, palette, typed, user } from './common.ts';
import { people } from './find-person.ts';
import type { TaskDescription } from './types.ts';

/** What has to be known of somebody to choose, and to write to; the directory tells its `IMPP` only when asked. */
const written = ['lastName', 'firstName', 'id.phoneNumber', 'id.email', 'id.loginName', 'IMPP'];

/** Writes to colleagues, and lists what they wrote while a user was away. Teaming has no messages. */
export const messageTask = {
  ...palette,
  icon: 'telephony-im.svg',
  inputs: 1,
  outputs: 1,
  labelFrom: 'action',
  properties: {
    name: { value: '' },
    ...opentouchAccount,
    action: { value: 'send', values: ['send', 'list', 'message'] },
    to: {
      ...typed,
      choices: numberChoices,
      example: 'Bob Baker',
      from: ['number', 'phoneNumber', 'name'],
      beside: { action: ['send', 'message'] },
    },
    text: { ...typed, bare: true, example: 'Call me back, please', beside: { action: ['send', 'message'] } },
    conversation: { ...typed, choices: conversations, from: 'callRef', beside: { action: ['send', 'message'] } },
    user,
    errorOutput,
  },
  actions: {
    send: {
      opentouch: {
        requires: [['to', 'conversation'], 'text'],
        steps: [
          {
            ...people,
            unless: 'conversation',
            values: { filter: { input: 'to', as: 'searchFilter' }, attributes: written },
            result: { field: { type: 'Correspondent', many: true, at: '' }, meantBy: 'to' },
            keeps: { input: 'recipient', at: 'messagingId' },
          },
          {
            operation: 'opentouch-open-im-call',
            procedure: 'conversation',
            unless: 'conversation',
            result: { field: { type: 'Conversation', at: '' } },
            keeps: { input: 'conversation', at: 'callRef' },
          },
          {
            operation: 'opentouch-send-im',
            values: { callRef: { input: 'conversation' }, message: { input: 'text' } },
          },
        ],
      },
    },
    list: {
      opentouch: {
        steps: [
          {
            operation: 'opentouch-get-deferred-messages',
            result: { field: { type: 'WaitingMessage', many: true, at: 'messages' } },
          },
        ],
      },
    },
  },
} as const satisfies TaskDescription;
