import type { Domain } from '../types.ts';
import { messagingChoices } from './choices.ts';
import { messagingTypes } from './messaging.types.ts';

const LICENCES = ['MESSAGING'] as const;

/** Chapter "Messaging" of the OpenTouch REST API reference. */
export const messaging = {
  set: 'opentouch-messaging',
  system: 'opentouch',
  chapter: 'Messaging',
  category: 'OpenTouch voicemail',
  icon: 'telephony-messaging.svg',
  representations: messagingTypes,
  ids: {
    mailboxId: {
      type: 'string',
      required: true,
      lookup: { operation: 'opentouch-get-mailboxes', items: 'mailboxes', id: 'id', shows: ['name'] },
    },
    voicemailId: { type: 'string', required: true, from: 'message.voicemailId' },
  },
  choices: messagingChoices,
  operations: {
    'opentouch-get-mailboxes': {
      method: 'GET',
      path: '/messaging/mailboxes',
      query: { loginName: { type: 'string' } },
      result: 'MailBoxes',
      licences: LICENCES,
    },
    'opentouch-get-mailbox': {
      method: 'GET',
      path: '/messaging/mailboxes/{mailboxId}',
      query: { loginName: { type: 'string' } },
      result: 'MailBoxInfo',
      licences: LICENCES,
    },
    'opentouch-play-voicemail': {
      method: 'POST',
      path: '/messaging/mailboxes/{mailboxId}/player',
      query: { loginName: { type: 'string' } },
      body: 'PlayVoiceMessageRequest',
      licences: LICENCES,
    },
    'opentouch-release-player': {
      method: 'DELETE',
      path: '/messaging/mailboxes/{mailboxId}/player',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-pause-player': {
      method: 'POST',
      path: '/messaging/mailboxes/{mailboxId}/player/pause',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-stop-player': {
      method: 'POST',
      path: '/messaging/mailboxes/{mailboxId}/player/stop',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-record-message': {
      method: 'POST',
      path: '/messaging/mailboxes/{mailboxId}/recorder',
      query: { loginName: { type: 'string' } },
      body: 'RecordVoiceMessageRequest',
      licences: LICENCES,
    },
    'opentouch-get-recorded-message': {
      attachment: 'url',
      method: 'GET',
      path: '/messaging/mailboxes/{mailboxId}/recorder',
      query: { loginName: { type: 'string' } },
      result: 'VoiceRecord',
      licences: LICENCES,
    },
    'opentouch-release-recorder': {
      method: 'DELETE',
      path: '/messaging/mailboxes/{mailboxId}/recorder',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-cancel-recorder': {
      method: 'POST',
      path: '/messaging/mailboxes/{mailboxId}/recorder/cancel',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-resume-recorder': {
      method: 'POST',
      path: '/messaging/mailboxes/{mailboxId}/recorder/resume',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-send-recorded-message': {
      method: 'POST',
      path: '/messaging/mailboxes/{mailboxId}/recorder/send',
      query: { loginName: { type: 'string' } },
      body: 'SendMessageRequest',
      licences: LICENCES,
    },
    'opentouch-stop-recorder': {
      method: 'POST',
      path: '/messaging/mailboxes/{mailboxId}/recorder/stop',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-get-voicemails': {
      pages: { items: 'voicemails' },
      method: 'GET',
      path: '/messaging/mailboxes/{mailboxId}/voicemails',
      query: {
        offset: { type: 'int', min: 0, unit: 'items' },
        // -1, the server's default, is all of them.
        limit: { type: 'int', min: -1, unit: 'items' },
        newOnly: { type: 'boolean' },
        loginName: { type: 'string' },
      },
      result: 'Voicemails',
      licences: LICENCES,
    },
    'opentouch-delete-voicemails': {
      allAfter: { without: 'msgIds', operation: 'opentouch-get-voicemails' },
      method: 'DELETE',
      path: '/messaging/mailboxes/{mailboxId}/voicemails',
      query: {
        // Without it all would go: an event about one message means that one.
        msgIds: { type: 'string', many: true, from: ['message.voicemailId', 'messageId'] },
        loginName: { type: 'string' },
      },
      licences: LICENCES,
    },
    'opentouch-delete-voicemail': {
      method: 'DELETE',
      path: '/messaging/mailboxes/{mailboxId}/voicemails/{voicemailId}',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
      // Reading the message to see whether it has gone would mark it as read.
      outcome: { done: [{ event: 'OnMessageDeleted', same: { mailboxId: 'mailboxId', messageId: 'voicemailId' } }] },
    },
    'opentouch-get-voicemail': {
      attachment: 'url',
      method: 'GET',
      path: '/messaging/mailboxes/{mailboxId}/voicemails/{voicemailId}',
      query: { loginName: { type: 'string' } },
      result: 'Voicemail',
      licences: LICENCES,
    },
    'opentouch-call-back-voicemail': {
      method: 'POST',
      path: '/messaging/mailboxes/{mailboxId}/voicemails/{voicemailId}/callback',
      query: { loginName: { type: 'string' } },
      body: 'CallbackRequest',
      licences: LICENCES,
    },
    'opentouch-forward-voicemail': {
      method: 'POST',
      path: '/messaging/mailboxes/{mailboxId}/voicemails/{voicemailId}/forward',
      query: { loginName: { type: 'string' } },
      body: 'ForwardRequest',
      licences: LICENCES,
      since: '2.2.1',
    },
  },
  events: {
    OnMessageAdded: { type: 'OnMessageAdded' },
    OnMessageDeleted: { type: 'OnMessageDeleted' },
    OnMessageUpdated: { type: 'OnMessageUpdated' },
  },
} as const satisfies Domain;
