import type { Domain } from '../types.ts';
import { discoveryTypes } from './discovery.types.ts';

/** The one resource outside a session. Chapter "Introduction" of the OpenTouch REST API reference. */
export const discovery = {
  set: 'opentouch-discovery',
  system: 'opentouch',
  chapter: 'Introduction',
  category: 'OpenTouch advanced',
  icon: 'telephony-session.svg',
  representations: discoveryTypes,
  operations: {
    'opentouch-get-server-info': {
      method: 'GET',
      path: '/api/rest',
      result: 'OTRestApiDescriptor',
      authentication: 'nothing',
    },
  },
  events: {},
} as const satisfies Domain;
