import type { Domain } from '../types.ts';
import { presenceTypes } from './presence.types.ts';

const LICENCES = ['TELEPHONY_ADVANCED'] as const;

/** Chapter "Presence" of the OpenTouch REST API reference. */
export const presence = {
  set: 'opentouch-presence',
  system: 'opentouch',
  chapter: 'Presence',
  category: 'OpenTouch presence',
  icon: 'telephony-presence.svg',
  representations: presenceTypes,
  operations: {
    'opentouch-get-contacts-presence': {
      method: 'GET',
      path: '/presence/contacts',
      query: {
        imIds: { type: 'string', many: true },
        phoneNumbers: { type: 'string', many: true },
        details: { type: 'boolean' },
        loginName: { type: 'string' },
      },
      result: 'ContactsPresences',
      licences: LICENCES,
    },
    'opentouch-subscribe-contacts': {
      method: 'POST',
      path: '/presence/contacts/subscribe',
      query: { loginName: { type: 'string' } },
      body: 'ContactsInfo',
      licences: LICENCES,
    },
    'opentouch-unsubscribe-contacts': {
      method: 'POST',
      path: '/presence/contacts/unsubscribe',
      query: { loginName: { type: 'string' } },
      body: 'ContactsInfo',
      licences: LICENCES,
    },
    'opentouch-get-presence': {
      method: 'GET',
      path: '/presence/user',
      query: { loginName: { type: 'string' } },
      result: 'Presences',
      licences: LICENCES,
    },
    'opentouch-get-basic-presence': {
      method: 'GET',
      path: '/presence/user/basic',
      query: { loginName: { type: 'string' } },
      result: 'Presence',
      licences: LICENCES,
    },
    'opentouch-set-basic-presence': {
      method: 'PUT',
      path: '/presence/user/basic',
      query: { loginName: { type: 'string' } },
      body: 'Presence',
      fallbacks: { type: 'basic' },
      known: { value: ['busy', 'be-right-back', 'appear-offline'] },
      licences: LICENCES,
      outcome: {
        done: [{ event: 'OnUserPresenceUpdated', same: { 'presences.[type=basic].value': 'value' } }],
        state: { operation: 'opentouch-get-basic-presence', same: { value: 'value' } },
      },
    },
    'opentouch-get-calendar-presence': {
      method: 'GET',
      path: '/presence/user/calendar',
      query: { loginName: { type: 'string' } },
      result: 'Presence',
      licences: LICENCES,
      since: '2.2',
    },
    'opentouch-set-calendar-presence': {
      method: 'PUT',
      path: '/presence/user/calendar',
      query: { loginName: { type: 'string' } },
      body: 'Presence',
      fallbacks: { type: 'calendar' },
      known: { value: ['free', 'in-a-meeting', 'not-available'] },
      licences: LICENCES,
      outcome: {
        done: [{ event: 'OnUserPresenceUpdated', same: { 'presences.[type=calendar].value': 'value' } }],
        state: { operation: 'opentouch-get-calendar-presence', same: { value: 'value' } },
      },
      since: '2.2',
    },
    'opentouch-get-im-presence': {
      method: 'GET',
      path: '/presence/user/im',
      query: { loginName: { type: 'string' } },
      result: 'Presence',
      licences: LICENCES,
    },
    'opentouch-get-presence-note': {
      method: 'GET',
      path: '/presence/user/note',
      query: { loginName: { type: 'string' } },
      result: 'Presence',
      licences: LICENCES,
    },
    'opentouch-set-presence-note': {
      method: 'PUT',
      path: '/presence/user/note',
      query: { loginName: { type: 'string' } },
      body: 'Presence',
      fallbacks: { type: 'note' },
      licences: LICENCES,
      outcome: {
        done: [{ event: 'OnUserPresenceUpdated', same: { 'presences.[type=note].value': 'value' } }],
        state: { operation: 'opentouch-get-presence-note', same: { value: 'value' } },
      },
    },
    'opentouch-get-phone-presence': {
      method: 'GET',
      path: '/presence/user/phone',
      query: { loginName: { type: 'string' } },
      result: 'Presence',
      licences: LICENCES,
    },
  },
  events: {
    OnContactPresenceUpdated: { type: 'OnContactPresenceUpdated' },
    OnUserPresenceUpdated: { type: 'OnUserPresenceUpdated' },
  },
  resync: ['opentouch-get-presence'],
} as const satisfies Domain;
