import type { Representations } from '../types.ts';
import { identityTypes } from './identity.types.ts';

/** Structures of the chapter "Instant Messaging" of the OpenTouch REST API reference. */
export const imTypes = {
  ...identityTypes,
  DeferredMessage: {
    messageId: { type: 'string', required: true },
    from: { type: 'PartyInfo', required: true },
    date: { type: 'dateTime' },
    unread: { type: 'boolean', required: true },
    message: { type: 'string', required: true },
  },
  DeferredMessages: {
    messages: { type: 'DeferredMessage', many: true },
  },
  DeferredMessagesIds: {
    ids: { type: 'string', many: true },
  },
  DeferredMsgCounters: {
    waiting: { type: 'boolean', required: true },
    read: { type: 'int', required: true },
    unread: { type: 'int', required: true },
  },
  IMMessage: {
    recipients: { type: 'string', many: true },
    message: { type: 'string', required: true },
  },
  IMSession: {
    owner: { type: 'PartyInfo', required: true },
    callRef: { type: 'string', required: true },
    confName: { type: 'string' },
    participants: { type: 'Participant', many: true },
  },
  IMSessions: {
    imSessions: { type: 'IMSession', many: true },
  },
  IMState: {
    imTypingState: { type: 'boolean', required: true },
    recipients: { type: 'string', many: true },
  },
  OnDeferredMessageCountersChanged: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    waiting: { type: 'boolean' },
    read: { type: 'int', required: true },
    unread: { type: 'int', required: true },
  },
  OnImParticipantAdded: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    callRef: { type: 'string', required: true },
    participant: { type: 'PartyInfo', required: true },
  },
  OnImParticipantDropped: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    callRef: { type: 'string', required: true },
    participantId: { type: 'string', required: true },
  },
  OnImParticipantTyping: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    callRef: { type: 'string', required: true },
    participantId: { type: 'string', required: true },
    imTypingState: { type: 'boolean' },
  },
  OnImReceived: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    callRef: { type: 'string', required: true },
    from: { type: 'PartyInfo', required: true },
    to: { type: 'string', many: true },
    message: { type: 'string', required: true },
  },
  Participant: {
    participantId: { type: 'string', required: true },
    identity: { type: 'PartyInfo', required: true },
    leader: { type: 'boolean', required: true },
    owner: { type: 'boolean' },
  },
  ParticipantIds: {
    participantIds: { type: 'string', many: true },
  },
  Participants: {
    participants: { type: 'Participant', many: true },
  },
} as const satisfies Representations;
