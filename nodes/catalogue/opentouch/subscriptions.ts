import type { Domain } from '../types.ts';
import { subscriptionsTypes } from './subscriptions.types.ts';

/** Chapter "Subscription management" of the OpenTouch REST API reference. */
export const subscriptions = {
  set: 'opentouch-subscriptions',
  system: 'opentouch',
  chapter: 'Subscription management',
  category: 'OpenTouch advanced',
  icon: 'telephony-subscription.svg',
  representations: subscriptionsTypes,
  operations: {
    'opentouch-create-subscription': {
      method: 'POST',
      path: '/subscriptions',
      body: 'SubscriptionRequest',
      result: 'Subscription',
      licences: ['TELEPHONY_ADVANCED', 'MESSAGING'],
    },
    'opentouch-update-subscription': {
      method: 'PUT',
      path: '/subscriptions',
      body: 'Filter',
      licences: ['TELEPHONY_ADVANCED', 'MESSAGING'],
    },
    'opentouch-delete-subscription': {
      method: 'DELETE',
      path: '/subscriptions/{subscriptionId}',
      licences: ['TELEPHONY_ADVANCED', 'MESSAGING'],
    },
  },
  events: {},
} as const satisfies Domain;
