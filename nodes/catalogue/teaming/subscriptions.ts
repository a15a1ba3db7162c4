import type { Domain } from '../types.ts';
import { listPages, listQuery, userId } from './ids.ts';

/** What is known of the platform behind the API; the API's own pages name the first of each only. */
export const eventTypes = [
  'Basic Call',
  'Standard Call',
  'Advanced Call',
  'Voice Mail Message Summary',
  'Do Not Disturb',
  'Call Forwarding Always',
  'Call Forwarding Busy',
  'Call Forwarding No Answer',
] as const;
const targetTypes = ['User', 'Group', 'ServiceProvider', 'System'] as const;

/** Notifications to a web address, as raw operations; the event source does all of it by itself. */
export const teamingSubscriptions = {
  set: 'teaming-subscriptions',
  system: 'teaming',
  chapter: 'Teaming subscriptions',
  category: 'Teaming',
  icon: 'telephony-subscription.svg',
  ids: { userId },
  representations: {
    SubscriptionRequest: {
      callBackUrl: {
        type: 'string',
        required: true,
        pattern: { form: '^https?://\\S+$', examples: 'https://flows.example.com/teaming' },
      },
      eventType: { type: 'string', required: true, values: eventTypes, free: true },
      targetType: { type: 'string', required: true, values: targetTypes, free: true },
      targetId: { type: 'string', required: true, lookup: userId.lookup },
      expires: { type: 'int', required: true, min: 1, unit: 'seconds' },
      applicationId: { type: 'string', required: true },
    },
    SubscriptionRenewal: {
      expires: { type: 'int', required: true, min: 1, unit: 'seconds' },
    },
    Subscribed: {
      subscriptionId: { type: 'string' },
      expires: { type: 'int' },
    },
    Subscription: {
      subscriptionId: { type: 'string' },
      expires: { type: 'int' },
      applicationId: { type: 'string' },
      eventType: { type: 'string' },
      callBackUrl: { type: 'string' },
    },
  },
  operations: {
    'teaming-create-subscription': {
      method: 'POST',
      path: '/subscriptions',
      body: 'SubscriptionRequest',
      fallbacks: { eventType: 'Basic Call', targetType: 'User', expires: 3600, applicationId: 'Node-RED' },
      // Only of users it is known who is meant when nobody is named.
      rules: { requiredWhen: [{ fields: ['targetId'], when: { targetType: ['Group', 'ServiceProvider', 'System'] } }] },
      result: 'Subscribed',
    },
    'teaming-renew-subscription': {
      method: 'PUT',
      path: '/subscriptions/{subscriptionId}',
      body: 'SubscriptionRenewal',
      fallbacks: { expires: 3600 },
    },
    'teaming-get-subscriptions': {
      method: 'GET',
      path: '/subscriptions',
      query: listQuery,
      result: 'Subscription',
      many: true,
      pages: listPages,
    },
    'teaming-get-subscription': {
      method: 'GET',
      path: '/subscriptions/{subscriptionId}',
      result: 'Subscription',
    },
    'teaming-delete-subscription': {
      method: 'DELETE',
      path: '/subscriptions/{subscriptionId}',
    },
  },
  events: {},
} as const satisfies Domain;
