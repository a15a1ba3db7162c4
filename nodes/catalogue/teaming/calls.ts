import type { Domain } from '../types.ts';
import { listPages, listQuery, userId } from './ids.ts';

/** A user's calls. */
export const teamingCalls = {
  set: 'teaming-calls',
  system: 'teaming',
  chapter: 'Teaming calls',
  category: 'Teaming',
  icon: 'telephony-call.svg',
  ids: { userId },
  representations: {
    CallStart: {
      callId: { type: 'string' },
      externalTrackingId: { type: 'string' },
    },
    // Published examples show these two of a call; servers send more.
    Call: {
      callId: { type: 'string' },
      externalTrackingId: { type: 'string' },
    },
  },
  operations: {
    'teaming-make-call': {
      target: 'address',
      method: 'POST',
      path: '/users/{userId}/calls',
      query: { address: { type: 'string', required: true, dialled: true } },
      result: 'CallStart',
    },
    'teaming-get-calls': {
      method: 'GET',
      path: '/users/{userId}/calls',
      query: listQuery,
      result: 'Call',
      many: true,
      pages: listPages,
    },
    'teaming-get-call': {
      method: 'GET',
      path: '/users/{userId}/calls/{callId}',
      result: 'Call',
    },
    'teaming-control-call': {
      method: 'PUT',
      path: '/users/{userId}/calls/{callId}',
      query: { action: { type: 'string', required: true, values: ['ANSWER', 'HOLD', 'UNHOLD'] } },
    },
    'teaming-release-call': {
      method: 'DELETE',
      path: '/users/{userId}/calls/{callId}',
    },
  },
  events: {},
} as const satisfies Domain;
