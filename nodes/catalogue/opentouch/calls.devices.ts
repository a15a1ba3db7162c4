import type { Operation } from '../types.ts';
import { callOutcomes } from './calls.outcomes.ts';

/** The licence that most operations of the chapter "Call control" need. */
export const ADVANCED = ['TELEPHONY_ADVANCED'] as const;

/** Operations of the chapter "Call control" that concern no call: telephones, requests to call back, numbers and the state as a whole. */
export const deviceOperations = {
  'opentouch-get-devices': {
    method: 'GET',
    path: '/telephony/devices',
    query: { loginName: { type: 'string' } },
    result: 'DeviceStates',
    licences: ADVANCED,
  },
  'opentouch-get-device': {
    method: 'GET',
    path: '/telephony/devices/{deviceId}',
    query: { loginName: { type: 'string' } },
    result: 'DeviceState',
    licences: ADVANCED,
  },
  'opentouch-mute-device': {
    method: 'POST',
    path: '/telephony/devices/{deviceId}/mute/{mute}',
    ids: { mute: { type: 'string', required: true, values: ['true', 'false'] } },
    since: '2.5',
    outcome: callOutcomes.mute,
  },
  'opentouch-pick-up-call': {
    method: 'POST',
    path: '/telephony/devices/{deviceId}/pickup',
    body: 'PickupRequest',
    licences: ADVANCED,
    outcome: callOutcomes.pickUp,
  },
  'opentouch-unpark-call': {
    method: 'POST',
    path: '/telephony/devices/{deviceId}/unpark',
    body: 'UnParkRequest',
    licences: ADVANCED,
    since: '2.2.1',
    only: 'STANDARD',
    outcome: callOutcomes.unpark,
  },
  'opentouch-get-callbacks': {
    method: 'GET',
    path: '/telephony/incomingCallbacks',
    query: { loginName: { type: 'string' } },
    result: 'Callbacks',
    licences: ADVANCED,
    since: '2.1.1',
    only: 'STANDARD',
  },
  'opentouch-delete-callbacks': {
    method: 'DELETE',
    path: '/telephony/incomingCallbacks',
    query: { loginName: { type: 'string' } },
    licences: ADVANCED,
    since: '2.1.1',
    only: 'STANDARD',
  },
  'opentouch-delete-callback': {
    method: 'DELETE',
    path: '/telephony/incomingCallbacks/{callbackId}',
    query: { loginName: { type: 'string' } },
    licences: ADVANCED,
    since: '2.1.1',
    only: 'STANDARD',
  },
  'opentouch-get-canonical-number': {
    method: 'GET',
    path: '/telephony/numbering/canonical',
    query: {
      loginName: { type: 'string' },
      phoneNumber: { type: 'string', dialled: true },
      isPrefixIncluded: { type: 'boolean' },
      resultPattern: { type: 'string' },
    },
    result: 'Numbering',
    since: '2.1',
  },
  'opentouch-get-dialable-number': {
    method: 'GET',
    path: '/telephony/numbering/dialable',
    query: { loginName: { type: 'string' }, phoneNumber: { type: 'string', dialled: true } },
    result: 'Numbering',
    since: '2.1',
  },
  'opentouch-request-callback': {
    method: 'POST',
    path: '/telephony/outgoingCallbacks',
    query: { loginName: { type: 'string' } },
    body: 'CallbackRequest',
    licences: ADVANCED,
    since: '2.1.1',
    only: 'STANDARD',
  },
  'opentouch-get-telephony-state': {
    method: 'GET',
    path: '/telephony/state',
    query: { loginName: { type: 'string' } },
    result: 'TelephonicState',
    licences: ADVANCED,
  },
} as const satisfies Readonly<Record<string, Operation>>;
