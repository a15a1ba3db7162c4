import type { Domain } from '../types.ts';
import { summaryTypes } from './summary.types.ts';

const LICENCES = ['TELEPHONY_ADVANCED'] as const;

/** Chapter "Event summary" of the OpenTouch REST API reference. */
export const summary = {
  set: 'opentouch-summary',
  system: 'opentouch',
  chapter: 'Event summary',
  category: 'OpenTouch call log',
  icon: 'telephony-summary.svg',
  representations: summaryTypes,
  resync: ['opentouch-get-event-summary'],
  operations: {
    'opentouch-get-event-summary': {
      method: 'GET',
      path: '/eventSummary',
      query: { loginName: { type: 'string' } },
      result: 'EventSummary',
      licences: LICENCES,
    },
  },
  events: {
    OnEventSummaryUpdated: { package: 'eventSummary', type: 'OnEventSummaryUpdated' },
  },
} as const satisfies Domain;
