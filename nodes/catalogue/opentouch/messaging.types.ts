import type { Representations } from '../types.ts';
import { identityTypes } from './identity.types.ts';

/** Structures of the chapter "Messaging" of the OpenTouch REST API reference. */
export const messagingTypes = {
  ...identityTypes,
  CallbackRequest: {
    phoneNumber: { type: 'string', dialled: true },
  },
  ForwardRequest: {
    phoneNumber: { type: 'string', dialled: true },
  },
  MailBox: {
    id: { type: 'string' },
    name: { type: 'string' },
    capabilities: { type: 'MailBoxCapabilities' },
  },
  MailBoxCapabilities: {
    listMessages: { type: 'boolean' },
    getMessages: { type: 'boolean' },
    getRecord: { type: 'boolean' },
    play: { type: 'boolean' },
    pause: { type: 'boolean' },
    hangup: { type: 'boolean' },
    record: { type: 'boolean' },
    resume: { type: 'boolean' },
    cancel: { type: 'boolean' },
    forward: { type: 'boolean' },
    callback: { type: 'boolean' },
    send: { type: 'boolean' },
    events: { type: 'boolean' },
  },
  MailBoxes: {
    mailboxes: { type: 'MailBox', many: true },
  },
  MailBoxInfo: {
    totalVoiceMsg: { type: 'int' },
    newVoiceMsg: { type: 'int' },
    storageUsage: { type: 'int' },
  },
  OnMessageAdded: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    mailboxId: { type: 'string', required: true },
    message: { type: 'Voicemail', required: true },
    newVoiceMessagesNb: { type: 'nonNegativeInteger', required: true, since: '2.3.1' },
  },
  OnMessageDeleted: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    mailboxId: { type: 'string', required: true },
    messageId: { type: 'string', required: true },
  },
  OnMessageUpdated: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    mailboxId: { type: 'string', required: true },
    message: { type: 'Voicemail', required: true },
  },
  PlayVoiceMessageRequest: {
    voicemailId: { type: 'string', from: 'message.voicemailId' },
    phoneNumber: { type: 'string', dialled: true },
    offset: { type: 'string', pattern: { form: '^[+-]?\\d+%?$', examples: '65, 12%, +10, -20' } },
  },
  RecordVoiceMessageRequest: {
    phoneNumber: { type: 'string', dialled: true },
  },
  SendMessageRequest: {
    destinations: { type: 'Identifier', many: true },
    highPriority: { type: 'boolean' },
    url: { type: 'string' },
  },
  Voicemail: {
    voicemailId: { type: 'string', required: true },
    from: { type: 'PartyInfo' },
    duration: { type: 'int', required: true },
    date: { type: 'dateTime', required: true },
    unread: { type: 'boolean', required: true },
    highPriority: { type: 'boolean', required: true },
    url: { type: 'string' },
  },
  Voicemails: {
    voicemails: { type: 'Voicemail', many: true },
  },
  VoiceRecord: {
    url: { type: 'string' },
  },
} as const satisfies Representations;
