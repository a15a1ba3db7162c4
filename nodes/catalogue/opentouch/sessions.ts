import type { Domain } from '../types.ts';
import { sessionsTypes } from './sessions.types.ts';

/** Chapter "Session management" of the OpenTouch REST API reference. */
export const sessions = {
  set: 'opentouch-sessions',
  system: 'opentouch',
  chapter: 'Session management',
  category: 'OpenTouch advanced',
  icon: 'telephony-session.svg',
  representations: sessionsTypes,
  operations: {
    'opentouch-get-session': {
      method: 'GET',
      path: '/sessions',
      query: { applicationName: { type: 'string' } },
      result: 'SessionInfo',
    },
    'opentouch-open-session': {
      method: 'POST',
      path: '/sessions',
      body: 'SessionRequest',
      result: 'SessionInfo',
      authentication: 'token',
      effect: 'session-opened',
    },
    'opentouch-close-session': { method: 'DELETE', path: '/sessions', effect: 'session-closed' },
    'opentouch-keep-session-alive': { method: 'POST', path: '/sessions/keepalive' },
    'opentouch-release-session': {
      method: 'POST',
      path: '/sessions/release',
      body: 'string',
      bodyField: 'body',
      media: 'text/plain',
    },
  },
  events: {},
} as const satisfies Domain;
