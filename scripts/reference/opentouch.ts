import { flow, json, jsonata, text, yes } from './stored.ts';
import type { SampleAccount, SystemSamples } from './system-samples.ts';

/** An outside number that answers after a second, and one to go on to. */
const customer = '+33199001070';
const colleague = '+33639981070';
const profile = { profileId: flow('profile.profileId') };
const toVoicemail = [{ type: 'VOICEMAIL', selected: true }];
const telephony = [{ names: ['telephony'] }];
const contact = json(['carol@im.lumiere.example']);
const calendar = [
  'BEGIN:VCALENDAR',
  'BEGIN:VEVENT',
  'UID:lunch@example.com',
  'SUMMARY:Lunch talk',
  'DTSTART:20310106T110000Z',
  'DTEND:20310106T120000Z',
  'END:VEVENT',
  'END:VCALENDAR',
];

/** What a reference flow has in a field of that name, wherever it is required. The account fills in the rest. */
const usual: SystemSamples['usual'] = {
  action: text('start'),
  applicationName: text('Node-RED'),
  attribute: text('attribute1'),
  associatedData: text('c0ffee'),
  callRef: flow('call.callRef'),
  calendar: text(calendar.join('\n')),
  callbackId: text('1'),
  callee: text(customer),
  conferenceId: flow('conference.conferenceId'),
  documentId: text('doc-101'),
  heldCallRef: flow('earlierCall.callRef'),
  imTypingState: yes,
  legId: text('1002'),
  message: text('The customer is here'),
  mute: text('true'),
  newMemberRoles: json([{ memberId: { loginName: 'bob' }, roles: ['FULL'] }]),
  newPassword: { type: 'env', value: 'PASSWORD' },
  number: text('123#'),
  oldPassword: { type: 'env', value: 'PASSWORD' },
  otherDeviceId: text('1102'),
  otherPhoneNumber: text('1003'),
  overflowRoutes: json([{ overflowType: 'BUSY_NO_ANSWER', destinations: toVoicemail }]),
  partIds: text('dave'),
  participantId: text(customer),
  participantIds: json(['dave']),
  participants: json([{ party: { id: { loginName: 'dave' } } }]),
  phone: text('1001'),
  profile: text('MEETING'),
  profileName: text('Mornings'),
  recordId: flow('records.comHistoryRecords[0].recordId'),
  redirectTo: text('VOICEMAIL'),
  subject: text('Weekly review'),
  subscriptionId: flow('subscription.subscriptionId'),
  transferTo: text(colleague),
  type: text('SCHEDULED'),
  version: text('1.0'),
  voicemailId: flow('listed.voicemails[0].voicemailId'),
};

/** Fields of one operation that are not required but make it worth trying, or are to be others than usual. */
const special: SystemSamples['special'] = {
  'opentouch-add-im-participants': { participantIds: contact },
  'opentouch-apply-routing-profile': { profileId: text('0') },
  'opentouch-change-routing-profile': { ...profile, profileName: text('Afternoons') },
  'opentouch-create-routing-profile': { forwardRoutes: json([{ destinations: toVoicemail }]) },
  'opentouch-acknowledge-com-records': {
    acknowledge: yes,
    recordIds: jsonata('[$flowContext("records").comHistoryRecords[$not(acknowledged)].recordId]'),
  },
  'opentouch-change-conference': { subject: text('Weekly review and outlook') },
  'opentouch-create-conference': {
    duration: text('PT01H30M'),
    recurrence: json({ type: 'WEEKLY', interval: 1, daysOfTheWeek: ['monday'], nbOfOccurences: 10 }),
  },
  'opentouch-create-subscription': { filter: json({ selectors: telephony }) },
  'opentouch-delete-routing-profile': profile,
  'opentouch-delete-voicemails': { msgIds: flow('listed.voicemails[1].voicemailId') },
  'opentouch-drop-im-participants': { partIds: contact },
  'opentouch-delete-com-records': { recordIdList: flow('records.comHistoryRecords[1].recordId') },
  'opentouch-find-user': { companyPhone: text('1003') },
  'opentouch-get-canonical-number': { phoneNumber: text('0199001070') },
  'opentouch-get-contacts-presence': { imIds: contact, details: yes },
  'opentouch-get-routing-profile': profile,
  'opentouch-get-dialable-number': { phoneNumber: text(customer) },
  'opentouch-mark-deferred-messages': { read: yes },
  'opentouch-get-com-record-im': {
    recordId: jsonata('$flowContext("records").comHistoryRecords["IM" in medias][0].recordId'),
  },
  'opentouch-make-basic-call': { autoAnswer: yes },
  'opentouch-make-call': { autoAnswer: yes },
  'opentouch-play-voicemail': { voicemailId: flow('listed.voicemails[0].voicemailId') },
  'opentouch-request-callback': { callee: text('1004') },
  'opentouch-send-recorded-message': { destinations: json([{ loginName: 'bob' }]) },
  'opentouch-set-basic-presence': { value: text('busy') },
  'opentouch-set-calendar-presence': {
    value: text('in-a-meeting'),
    calendarInfos: json({ endDate: '2030-01-31T10:00:00Z' }),
  },
  'opentouch-set-presence-note': { value: text('Back on Monday') },
  'opentouch-set-preferences': { guiLanguage: text('en_GB') },
  'opentouch-set-routes': { forwardRoutes: json([{ destinations: toVoicemail }]) },
  'opentouch-set-telephony-preferences': { clirMode: text('INACTIVE') },
  'opentouch-subscribe-contacts': { instantMessagingIds: contact },
  'opentouch-unsubscribe-contacts': { instantMessagingIds: contact },
  'opentouch-start-search': { filter: json({ field: 'lastName', operation: 'BEGIN_WITH', operand: 'b' }) },
  'opentouch-upload-document': { file: text('What we talk about'), filename: text('Agenda.txt') },
  'opentouch-update-subscription': { selectors: json(telephony) },
};

/** Results that other operations of the chapter need are kept in the flow context, under these names. */
const kept: SystemSamples['kept'] = {
  'opentouch-create-routing-profile': 'profile',
  'opentouch-create-conference': 'conference',
  'opentouch-create-subscription': 'subscription',
  'opentouch-get-voicemails': 'listed',
  'opentouch-get-com-records': 'records',
  'opentouch-make-basic-call': 'earlierCall',
  'opentouch-make-call': 'call',
  'opentouch-open-im-call': 'call',
};

/** Chapters of which the other kind of user can try more. */
const better: Readonly<Record<string, string>> = {
  // The exchange's own voicemail, which standard users have, cannot do everything.
  Messaging: 'MULTIMEDIA',
  // Bob has no licence for it.
  Conference: 'MULTIMEDIA',
};

function account(name: string, loginName: string, deviceId: string): SampleAccount {
  return {
    properties: (server) => ({ name, url: server, loginName, deviceId }),
    credentials: { login: loginName, password: `${loginName}-secret` },
  };
}

/** By the kind of user that an operation is for. */
const accounts = {
  STANDARD: account('Bob', 'bob', '1002'),
  MULTIMEDIA: account('Alice', 'alice', '1001'),
};

export const opentouchSamples: SystemSamples = {
  accounts,
  accountFor: ({ only, domain }) => (only === 'MULTIMEDIA' ? 'MULTIMEDIA' : (better[domain.chapter] ?? 'STANDARD')),
  // The invented password of a simulated user.
  password: String(accounts.STANDARD.credentials['password']),
  usual,
  special,
  kept,
};
