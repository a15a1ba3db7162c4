import type { Domain } from '../types.ts';

/** Who somebody is for the telephony. */
export const teamingUsers = {
  set: 'teaming-users',
  system: 'teaming',
  chapter: 'Teaming users',
  category: 'Teaming',
  icon: 'telephony-user.svg',
  representations: {
    Profile: {
      userId: { type: 'string' },
      impId: { type: 'string' },
      countryCode: { type: 'string' },
      didNumber: { type: 'string' },
      shortNumber: { type: 'string' },
      firstName: { type: 'string' },
      lastName: { type: 'string' },
    },
  },
  operations: {
    'teaming-get-my-profile': {
      method: 'GET',
      path: '/users/myTelephonyProfile',
      result: 'Profile',
    },
    'teaming-get-profile': {
      method: 'GET',
      path: '/users/{userId}/telephonyProfile',
      // About oneself there is the other one, which needs no administrator.
      ids: { userId: { type: 'string', required: true, noDefault: true } },
      result: 'Profile',
      only: 'administrator',
    },
  },
  events: {},
} as const satisfies Domain;
