import type { Representations } from '../types.ts';
import { identityTypes } from './identity.types.ts';

/** Structures of the chapter "Communication log" of the OpenTouch REST API reference. */
export const comlogTypes = {
  Attachment: {
    type: { type: 'AttachmentType', required: true },
    description: { type: 'string' },
    value: { type: 'string', required: true },
  },
  AttachmentType: ['VOICEMAIL', 'AUDIOREC', 'CONFREF'],
  ComHistoryRecord: {
    recordId: { type: 'long' },
    comRef: { type: 'string', required: true },
    acknowledged: { type: 'boolean' },
    participants: { type: 'Participant', many: true },
    beginDate: { type: 'dateTime' },
    endDate: { type: 'dateTime' },
    medias: { type: 'MediaType', required: true, many: true },
    attachments: { type: 'Attachment', many: true },
    extensions: { type: 'TagValuePair', many: true },
  },
  ComHistoryRecordIds: {
    recordIds: { type: 'long', many: true },
  },
  ComHistoryRecords: {
    comHistoryRecords: { type: 'ComHistoryRecord', many: true },
    offset: { type: 'int' },
    limit: { type: 'int' },
    totalCount: { type: 'int' },
  },
  Identifier: identityTypes.Identifier,
  ImHistoryRecord: {
    id: { type: 'string' },
    title: { type: 'string' },
    imMessages: { type: 'ImMessage', many: true },
  },
  ImMessage: {
    sender: { type: 'string' },
    content: { type: 'string' },
    date: { type: 'dateTime' },
  },
  MainType: ['USER', 'DEVICE', 'SERVICE', 'EXTERNAL', 'UNKNOWN'],
  MediaType: ['AUDIO', 'VIDEO', 'IM', 'SHARING', 'RECORD', 'WHITEBOARD', 'DOCUMENT', 'POLL', 'UNKNOWN'],
  OnComRecordCreated: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    record: { type: 'ComHistoryRecord', required: true },
    missedCallsNb: { type: 'nonNegativeInteger', required: true, since: '2.3.1' },
  },
  OnComRecordModified: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    record: { type: 'ComHistoryRecord', required: true },
  },
  OnComRecordsAck: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    recordIds: { type: 'long', many: true },
  },
  OnComRecordsDeleted: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    recordIds: { type: 'long', many: true },
  },
  OnComRecordsUnAck: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    recordIds: { type: 'long', many: true },
  },
  Participant: {
    role: { type: 'Role' },
    answered: { type: 'boolean' },
    identity: { type: 'PartyInfo', required: true },
    anonymous: { type: 'boolean' },
    initialCalled: { type: 'PartyInfo' },
    reason: { type: 'Reason' },
    pilot: { type: 'string', since: '2.5' },
  },
  ParticipantType: {
    main: { type: 'MainType', required: true },
    subType: { type: 'string' },
  },
  PartyInfo: {
    id: { type: 'Identifier', required: true },
    firstName: { type: 'string' },
    lastName: { type: 'string' },
    displayName: { type: 'string' },
    vcardUrl: { type: 'string', reserved: true },
    type: { type: 'ParticipantType' },
  },
  Reason: [
    'ALL_TRUNK_BUSY',
    'INVALID_NUMBER',
    'ABANDONED',
    'BUSY',
    'CONFERENCED',
    'PICKUP',
    'FORWARDED',
    'REDIRECTED',
    'RELEASED_ON_REDIRECT',
    'TRANSFERRED',
    'RELEASED_ON_TRANSFER',
    'VOICEMAIL',
    'NORMAL',
    'UNKNOWN',
  ],
  Role: ['CALLER', 'CALLEE', 'CONFLEADER', 'CONFPARTICIPANT', 'UNKNOWN'],
  TagValuePair: {
    name: { type: 'string', required: true },
    value: { type: 'string', required: true },
  },
  UpdateComRecordsRequest: {
    recordIds: { type: 'long', many: true, from: 'record.recordId' },
  },
} as const satisfies Representations;
