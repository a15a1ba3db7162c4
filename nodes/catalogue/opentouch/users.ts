import type { Domain } from '../types.ts';
import { usersTypes } from './users.types.ts';

/** Chapter "User information" of the OpenTouch REST API reference. */
export const users = {
  set: 'opentouch-users',
  system: 'opentouch',
  chapter: 'User information',
  category: 'OpenTouch users',
  icon: 'telephony-user.svg',
  representations: usersTypes,
  operations: {
    'opentouch-get-logins': {
      method: 'GET',
      path: '/logins',
      query: {
        types: { type: 'string', many: true, values: ['STANDARD', 'MULTIMEDIA'] },
        apiRights: { type: 'string', many: true, values: ['TELEPHONY_BASIC', 'TELEPHONY_ADVANCED', 'MESSAGING'] },
      },
      result: 'LoginsResponse',
    },
    'opentouch-find-user': {
      method: 'GET',
      path: '/users',
      query: {
        loginName: { type: 'string', noDefault: true },
        companyEmail: { type: 'string', noDefault: true },
        instantMessagingId: { type: 'string', noDefault: true },
        companyPhone: { type: 'string', noDefault: true },
      },
      result: 'User',
      rules: { exactlyOne: ['loginName', 'companyEmail', 'instantMessagingId', 'companyPhone'] },
      since: '2.2.1',
    },
    'opentouch-get-user': { method: 'GET', path: '/users/{loginName}', result: 'User' },
    'opentouch-change-password': {
      method: 'PUT',
      path: '/users/{loginName}/password',
      body: 'ChangePasswordRequest',
      since: '2.2.1',
    },
    'opentouch-get-preferences': { method: 'GET', path: '/users/{loginName}/preferences', result: 'UserPreferences' },
    'opentouch-set-preferences': { method: 'POST', path: '/users/{loginName}/preferences', body: 'UserPreferences' },
    'opentouch-get-telephony-preferences': {
      method: 'GET',
      path: '/users/{loginName}/preferences/telephony',
      result: 'TelephonyPreferences',
      since: '2.1',
    },
    'opentouch-set-telephony-preferences': {
      method: 'POST',
      path: '/users/{loginName}/preferences/telephony',
      body: 'TelephonyPreferences',
      since: '2.1',
    },
  },
  events: {
    OnPreferencesChanged: { package: 'user', type: 'OnPreferencesChanged' },
    OnUserCreated: { type: 'OnUserCreated' },
    OnUserDeleted: { type: 'OnUserDeleted' },
    OnUserInfoChanged: { package: 'user', type: 'OnUserInfoChanged' },
  },
} as const satisfies Domain;
