import type { Domain } from '../types.ts';
import { userId } from './ids.ts';

const forwarding = [
  'callForwardingAlways',
  'callForwardingBusy',
  'callForwardingNoAnswer',
  'callForwardingNotReachable',
] as const;

/** A user's call forwarding and do not disturb. All services share one structure; each uses some of its fields. */
export const services = {
  set: 'teaming-services',
  system: 'teaming',
  chapter: 'Teaming services',
  category: 'Teaming',
  icon: 'telephony-routing.svg',
  ids: {
    userId,
    service: { type: 'string', required: true, values: [...forwarding, 'doNotDisturb'] },
  },
  representations: {
    Service: {
      active: { type: 'boolean', required: true },
      forwardToPhoneNumber: { type: 'string', dialled: true, beside: { service: forwarding } },
      ringSplash: { type: 'boolean', beside: { service: ['callForwardingAlways', 'doNotDisturb'] } },
      // One ring would be over before anybody can answer: the platform refuses it.
      numberOfRings: {
        type: 'int',
        min: 0,
        max: 20,
        except: [1],
        beside: { service: ['callForwardingNoAnswer'] },
        unit: 'rings',
      },
    },
  },
  operations: {
    'teaming-get-service': {
      method: 'GET',
      path: '/users/{userId}/services/{service}',
      result: 'Service',
    },
    'teaming-set-service': {
      method: 'PUT',
      path: '/users/{userId}/services/{service}',
      body: 'Service',
      rules: { requiredWhen: [{ fields: ['forwardToPhoneNumber'], when: { service: forwarding, active: ['true'] } }] },
    },
  },
  events: {},
} as const satisfies Domain;
