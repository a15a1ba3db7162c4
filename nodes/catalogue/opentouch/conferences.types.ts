import type { Representations } from '../types.ts';
import { identityTypes } from './identity.types.ts';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const moment = { type: 'string', format: 'dateTime' } as const;
const length = {
  type: 'string',
  pattern: { form: '^P(?=.)(?:\\d+D)?(?:T(?=\\d)(?:\\d+H)?(?:\\d+M)?(?:\\d+S)?)?$', examples: 'PT01H30M' },
} as const;

/** Structures of the chapter "Conference" of the OpenTouch REST API reference. */
export const conferencesTypes = {
  ...identityTypes,
  Conference: {
    conferenceId: { type: 'string' },
    callId: { type: 'string' },
    subject: { type: 'string' },
    joinOnlineUrl: { type: 'string' },
    leaderAccessCode: { type: 'string' },
    participantAccessCode: { type: 'string' },
    type: { type: 'ConferenceType' },
    profile: { type: 'ConferenceProfile' },
    owner: { type: 'PartyInfo' },
    startDate: { type: 'string' },
    endDate: { type: 'string' },
    duration: { type: 'string' },
    participants: { type: 'ConferenceParticipant', many: true },
    documents: { type: 'ConferenceDocument', many: true },
    audioPassword: { type: 'string', secret: true },
    webPassword: { type: 'string', secret: true },
    recurrence: { type: 'Recurrence' },
  },
  ConferenceDocument: {
    id: { type: 'string' },
    name: { type: 'string' },
    type: { type: 'ConferenceDocumentType' },
    url: { type: 'string' },
  },
  ConferenceDocumentType: ['ATTACHMENT', 'PRESENTATION', 'ATTACHMENT_PRESENTATION'],
  ConferenceParticipant: {
    party: { type: 'PartyInfo', required: true },
    leader: { type: 'boolean' },
    status: { type: 'string' },
  },
  ConferenceParticipantIds: {
    participantIds: { type: 'string', many: true },
  },
  ConferenceParticipants: {
    participants: { type: 'ConferenceParticipant', many: true },
  },
  ConferenceProfile: ['MEETING', 'WEBINAR', 'TRAINING', 'CONFCALL'],
  ConferenceRequest: {
    type: { type: 'ConferenceType' },
    subject: { type: 'string' },
    profile: { type: 'ConferenceProfile' },
    startDate: moment,
    endDate: moment,
    duration: length,
    recurrence: { type: 'Recurrence' },
    participants: { type: 'ConferenceParticipant', many: true },
    audioPassword: { type: 'string', secret: true },
    webPassword: { type: 'string', secret: true },
  },
  Conferences: {
    conferences: { type: 'Conference', many: true },
  },
  ConferenceType: ['SCHEDULED', 'RESERVATIONLESS'],
  JoinConferenceRequest: {
    audioOnly: { type: 'boolean' },
    webOnly: { type: 'boolean' },
    phone: { type: 'string', required: true },
    webPassword: { type: 'string', secret: true },
  },
  OnConferenceCreated: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    conference: { type: 'Conference' },
  },
  OnConferenceDeleted: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    conferenceId: { type: 'string' },
  },
  OnConferenceModified: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    conference: { type: 'Conference' },
  },
  Recurrence: {
    type: { type: 'RecurrenceType', required: true },
    interval: { type: 'int', required: true, min: 1 },
    daysOfTheWeek: { type: 'string', many: true, values: weekdays },
    dayOfTheMonth: { type: 'int', min: 1, max: 31 },
    weekOfTheMonth: { type: 'int', min: 1, max: 5 },
    nbOfOccurences: { type: 'int', min: 0 },
  },
  RecurrenceType: ['DAILY', 'WEEKLY', 'MONTHLY', 'MONTHLY_BY_WEEK'],
} as const satisfies Representations;
