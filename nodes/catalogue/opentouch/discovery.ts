import type { Domain } from '../types.ts';
import { discoveryTypes } from './discovery.types.ts';

/** The one resource outside a session. Chapter "Introduction" of the OpenTouch REST API reference. */
export const discovery = {
  set: 'opentouch-discovery',
  system: 'opentouch',
  chapter: 'Introduction',
  category: 'OpenTouch-sessions',
  icon: 'telephony-session.svg',
  representations: discoveryTypes,
  operations: {
    'opentouch-get-server-info': {
      method: 'GET',
      path: '/api/rest',
      result: 'OTRestApiDescriptor',
      needs: 'nothing',
    },
  },
  events: {},
} as const satisfies Domain;
