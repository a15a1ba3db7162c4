import type { Domain, Fields } from '../types.ts';
import { listPages, listQuery, userId } from './ids.ts';

const message = {
  messageId: { type: 'string' },
  /** Milliseconds, as a text. */
  duration: { type: 'string' },
  /** Like `2019-08-01 13:20:24Z`: not quite ISO 8601. */
  time: { type: 'string' },
  read: { type: 'boolean' },
  callingPartyInfo: { type: 'CallingParty' },
} as const satisfies Fields;

const mark = { action: { type: 'string', required: true, values: ['READ', 'UNREAD'] } } as const satisfies Fields;

/** A user's voice messages. */
export const teamingVoicemail = {
  set: 'teaming-voicemail',
  system: 'teaming',
  chapter: 'Teaming voice messages',
  category: 'Teaming',
  icon: 'telephony-messaging.svg',
  ids: { userId },
  representations: {
    VoiceMessage: message,
    VoiceMessageWithMedia: { ...message, mediaContent: { type: 'MediaContent' } },
    CallingParty: {
      name: { type: 'string' },
      phoneNumber: { type: 'string' },
    },
    MediaContent: {
      mediaType: { type: 'MediaType' },
      content: { type: 'base64Binary' },
    },
    MediaType: ['WAV', 'MP3', 'MOV', 'TIF'],
  },
  operations: {
    'teaming-get-voice-messages': {
      method: 'GET',
      path: '/users/{userId}/voiceMessages',
      query: listQuery,
      result: 'VoiceMessage',
      many: true,
      pages: listPages,
    },
    'teaming-get-voice-message': {
      method: 'GET',
      path: '/users/{userId}/voiceMessages/{messageId}',
      result: 'VoiceMessageWithMedia',
    },
    'teaming-delete-voice-message': {
      method: 'DELETE',
      path: '/users/{userId}/voiceMessages/{messageId}',
    },
    'teaming-mark-voice-message': {
      method: 'PUT',
      path: '/users/{userId}/voiceMessages/{messageId}',
      query: mark,
    },
    'teaming-mark-all-voice-messages': {
      method: 'PUT',
      path: '/users/{userId}/voiceMessages',
      query: mark,
    },
  },
  events: {},
} as const satisfies Domain;
