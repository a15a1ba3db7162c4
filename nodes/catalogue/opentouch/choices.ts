import type { AccountList, Choices, Lookup } from '../choices.ts';

const logins = { operation: 'opentouch-get-logins', items: 'loginNames', id: '' } as const satisfies Lookup;
const devices = {
  operation: 'opentouch-get-user',
  items: 'devices',
  id: 'id',
  shows: ['label', 'subType', 'associatedNumber'],
} as const satisfies Lookup;

/** Who takes part in a call or has written a message, wherever it stands. */
const named = (place: string) => [place, 'displayName', 'firstName', 'lastName', 'id.phoneNumber'] as const;

const calls = {
  operation: 'opentouch-get-calls',
  items: 'calls',
  id: 'callRef',
  shows: [named('participants.identity')],
} as const satisfies Lookup;

/** People of the directories, by one of their ids. */
const people = (id: string, list = 'people'): AccountList => ({
  list,
  typed: true,
  known: ['loginName'],
  id: `id.${id}`,
  shows: ['fullName', 'firstName', 'lastName', 'id.phoneNumber'],
});
/** People of the directories, by their login name: who is meant, where `loginName` says whose account it is. */
export const colleagues = people('loginName');
const numbers = people('phoneNumber');
const messagingIds = people('instantMessagingId', 'messagingIds');

/** What dialogs offer for a field of OpenTouch, whatever the chapter. */
export const opentouchChoices: Readonly<Record<string, Choices>> = {
  loginName: logins,
  delegator: colleagues,
  deviceId: devices,
  otherDeviceId: devices,
  currentDeviceId: devices,
  callRef: calls,
  heldCallRef: calls,
  callee: numbers,
  transferTo: numbers,
  redirectTo: numbers,
  parkTo: numbers,
  unParkFrom: numbers,
  otherNumber: numbers,
  otherPhoneNumber: numbers,
  phoneNumber: numbers,
  phoneNumbers: numbers,
  phone: numbers,
  companyPhone: numbers,
  remotePartyId: numbers,
  colleague: numbers,
  companyEmail: people('email'),
  instantMessagingId: messagingIds,
  instantMessagingIds: messagingIds,
  imIds: messagingIds,
};

/** Within call control: what a call consists of, and who waits to be called back. */
export const callChoices: Readonly<Record<string, Choices>> = {
  legId: { operation: 'opentouch-get-device-legs', items: 'legs', id: 'deviceId', shows: ['media'] },
  participantId: {
    operation: 'opentouch-get-participants',
    items: 'participants',
    id: 'participantId',
    shows: [named('identity')],
  },
  callbackId: {
    operation: 'opentouch-get-callbacks',
    items: 'callbacks',
    id: 'callbackId',
    shows: [named('partyInfo')],
  },
};

const deferred = {
  operation: 'opentouch-get-deferred-messages',
  items: 'messages',
  id: 'messageId',
  shows: [named('from'), 'date', 'message'],
} as const satisfies Lookup;

/** Within instant messaging. */
export const imChoices: Readonly<Record<string, Choices>> = {
  callRef: {
    operation: 'opentouch-get-im-calls',
    items: 'imSessions',
    id: 'callRef',
    shows: ['confName', named('participants.identity')],
  },
  participantIds: messagingIds,
  recipients: {
    operation: 'opentouch-get-im-participants',
    items: 'participants',
    id: 'participantId',
    shows: [named('identity')],
  },
  partIds: {
    operation: 'opentouch-get-im-participants',
    items: 'participants',
    id: 'participantId',
    shows: [named('identity')],
  },
  msgIds: deferred,
  ids: deferred,
};

const voicemails = {
  operation: 'opentouch-get-voicemails',
  items: 'voicemails',
  id: 'voicemailId',
  shows: [named('from'), 'date'],
} as const satisfies Lookup;

/** Within voicemail. */
export const messagingChoices: Readonly<Record<string, Choices>> = { voicemailId: voicemails, msgIds: voicemails };

const records = {
  operation: 'opentouch-get-com-records',
  items: 'comHistoryRecords',
  id: 'recordId',
  shows: [named('participants.identity'), 'beginDate'],
} as const satisfies Lookup;

/** Within the communication log. */
export const comlogChoices: Readonly<Record<string, Choices>> = {
  recordId: records,
  recordIds: records,
  recordIdList: records,
  comRef: { ...records, id: 'comRef' },
};

/** Within conferences. */
export const conferenceChoices: Readonly<Record<string, Choices>> = {
  documentId: { operation: 'opentouch-get-conference', items: 'documents', id: 'id', shows: ['name'] },
  participantIds: colleagues,
  partIds: {
    operation: 'opentouch-get-conference',
    items: 'participants',
    id: 'party.id.loginName',
    shows: [named('party')],
  },
};

/** Of those who may set up conferences for a user. */
export const delegates = {
  operation: 'opentouch-get-delegates',
  items: 'participantIds',
  id: '',
} as const satisfies Lookup;

/** Directories that can be searched. */
export const directoryChoices: Readonly<Record<string, Choices>> = {
  directories: { operation: 'opentouch-get-directories', items: 'directories', id: 'id', shows: ['label'] },
};
