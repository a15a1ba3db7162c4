import type { Domain } from '../types.ts';
import { imChoices } from './choices.ts';
import { imTypes } from './im.types.ts';

const LICENCES = ['TELEPHONY_ADVANCED'] as const;

/** Chapter "Instant Messaging" of the OpenTouch REST API reference. */
export const im = {
  set: 'opentouch-im',
  system: 'opentouch',
  chapter: 'Instant Messaging',
  category: 'OpenTouch messages',
  icon: 'telephony-im.svg',
  representations: imTypes,
  choices: imChoices,
  operations: {
    'opentouch-get-im-calls': {
      method: 'GET',
      path: '/im/calls',
      query: { loginName: { type: 'string' } },
      result: 'IMSessions',
      licences: LICENCES,
    },
    'opentouch-open-im-call': {
      method: 'POST',
      path: '/im/calls',
      query: { loginName: { type: 'string' } },
      reference: 'callRef',
      licences: LICENCES,
    },
    'opentouch-close-im-call': {
      method: 'DELETE',
      path: '/im/calls/{callRef}',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-get-im-participants': {
      method: 'GET',
      path: '/im/calls/{callRef}/participants',
      query: { loginName: { type: 'string' } },
      result: 'Participants',
      licences: LICENCES,
    },
    'opentouch-add-im-participants': {
      method: 'POST',
      path: '/im/calls/{callRef}/participants',
      query: { loginName: { type: 'string' } },
      body: 'ParticipantIds',
      licences: LICENCES,
    },
    'opentouch-drop-im-participants': {
      method: 'DELETE',
      path: '/im/calls/{callRef}/participants',
      query: { partIds: { type: 'string', many: true }, loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-send-im': {
      method: 'POST',
      path: '/im/calls/{callRef}/send',
      query: { loginName: { type: 'string' } },
      body: 'IMMessage',
      licences: LICENCES,
    },
    'opentouch-set-im-typing-state': {
      method: 'POST',
      path: '/im/calls/{callRef}/state',
      query: { loginName: { type: 'string' } },
      body: 'IMState',
      licences: LICENCES,
    },
    'opentouch-get-deferred-messages': {
      method: 'GET',
      path: '/im/deferred',
      query: { loginName: { type: 'string' } },
      result: 'DeferredMessages',
      licences: LICENCES,
    },
    'opentouch-delete-deferred-messages': {
      method: 'DELETE',
      path: '/im/deferred',
      query: { msgIds: { type: 'string', many: true }, loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-mark-deferred-messages': {
      method: 'PUT',
      path: '/im/deferred',
      query: { read: { type: 'boolean' }, loginName: { type: 'string' } },
      body: 'DeferredMessagesIds',
      licences: LICENCES,
    },
    'opentouch-get-deferred-counters': {
      method: 'GET',
      path: '/im/deferred/counters',
      query: { loginName: { type: 'string' } },
      result: 'DeferredMsgCounters',
      licences: LICENCES,
    },
  },
  events: {
    OnDeferredMessageCountersChanged: { type: 'OnDeferredMessageCountersChanged' },
    OnImParticipantAdded: { type: 'OnImParticipantAdded' },
    OnImParticipantDropped: { type: 'OnImParticipantDropped' },
    OnImParticipantTyping: { type: 'OnImParticipantTyping' },
    OnImReceived: { type: 'OnImReceived' },
  },
  resync: ['opentouch-get-im-calls', 'opentouch-get-deferred-counters'],
} as const satisfies Domain;
