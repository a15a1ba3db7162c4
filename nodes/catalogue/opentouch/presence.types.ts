import type { Representations } from '../types.ts';
import { identityTypes } from './identity.types.ts';

/** Structures of the chapter "Presence" of the OpenTouch REST API reference. */
export const presenceTypes = {
  ...identityTypes,
  CalendarInfos: {
    endDate: { type: 'string' },
  },
  ContactsInfo: {
    instantMessagingIds: { type: 'string', many: true },
    phoneNumbers: { type: 'string', many: true },
  },
  ContactsPresences: {
    contacts: { type: 'Presences', many: true },
  },
  OnContactPresenceUpdated: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    party: { type: 'PartyInfo', required: true },
    presences: { type: 'Presence', required: true, many: true },
  },
  OnUserPresenceUpdated: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    presences: { type: 'Presence', required: true, many: true },
  },
  Presence: {
    type: { type: 'string', required: true },
    value: { type: 'string', required: true, blank: true },
    calendarInfos: { type: 'CalendarInfos', since: '2.2' },
  },
  Presences: {
    party: { type: 'PartyInfo' },
    presences: { type: 'Presence', many: true },
  },
} as const satisfies Representations;
