import type { Representations } from '../types.ts';

/** Structures of the chapter "Event summary" of the OpenTouch REST API reference. */
export const summaryTypes = {
  EventSummary: {
    missedCallsNb: { type: 'nonNegativeInteger' },
    voiceMessagesNb: { type: 'nonNegativeInteger' },
    callBackRequestsNb: { type: 'nonNegativeInteger' },
    faxNb: { type: 'nonNegativeInteger' },
    eventWaiting: { type: 'boolean' },
    forResynchronization: { type: 'boolean' },
  },
  OnEventSummaryUpdated: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    eventSummary: { type: 'EventSummary', required: true },
  },
} as const satisfies Representations;
