import type { Representations } from '../types.ts';

/** Structures of the chapter "Subscription management" of the OpenTouch REST API reference. */
export const subscriptionsTypes = {
  Filter: {
    selectors: { type: 'Selector', many: true },
  },
  NotificationFormat: ['JSON'],
  NotificationMode: ['CHUNK', 'CHUNK_MULTIPART'],
  Selector: {
    ids: { type: 'string', many: true },
    names: { type: 'string', required: true, many: true },
  },
  Subscription: {
    subscriptionId: { type: 'string' },
    message: { type: 'string' },
    publicPollingUrl: { type: 'string' },
    privatePollingUrl: { type: 'string' },
    status: { type: 'SubscriptionState', required: true },
    mode: { type: 'NotificationMode' },
    format: { type: 'NotificationFormat' },
  },
  SubscriptionRequest: {
    notificationUrl: { type: 'string', reserved: true },
    filter: { type: 'Filter' },
    appId: { type: 'string', since: '2.3.1' },
    mode: { type: 'NotificationMode' },
    format: { type: 'NotificationFormat' },
    sessionId: { type: 'string', reserved: true },
    subscriptionId: { type: 'string' },
    token: { type: 'string' },
    tokenRemote: { type: 'string', since: '2.3.1' },
    version: { type: 'string', required: true },
    timeout: { type: 'int', since: '2.1', min: 0, max: 60, unit: 'minutes' },
    keepalive: { type: 'int', min: 0, max: 59, unit: 'minutes' },
    init: { type: 'boolean', reserved: true },
  },
  SubscriptionState: ['UNKNOWN', 'ACCEPTED', 'REFUSED'],
} as const satisfies Representations;
