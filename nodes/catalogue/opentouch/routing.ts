import type { OutcomeRule } from '../outcome.ts';
import type { Domain } from '../types.ts';
import { routingTypes } from './routing.types.ts';

const LICENCES = ['TELEPHONY_ADVANCED'] as const;

/** Routing is answered before it is done; the events repeat the id of the request. */
const OUTCOME = {
  correlation: 'requestId',
  done: [{ event: 'OnRoutingStateChanged', same: { requestId: 'requestId' } }],
  failed: {
    event: 'OnRoutingManagementFailed',
    same: { requestId: 'requestId' },
    type: ['resultCode', 'cause'],
    reason: ['comment', 'cause'],
  },
} as const satisfies OutcomeRule;

/** Chapter "Routing management" of the OpenTouch REST API reference. */
export const routing = {
  set: 'opentouch-routing',
  system: 'opentouch',
  chapter: 'Routing management',
  category: 'OpenTouch routing',
  icon: 'telephony-routing.svg',
  representations: routingTypes,
  ids: {
    profileId: {
      type: 'string',
      required: true,
      lookup: { operation: 'opentouch-get-routing-state', items: 'activableProfiles', id: 'id', shows: ['name'] },
      from: ['routingState.appliedProfile.id', 'profiles.id'],
    },
  },
  operations: {
    'opentouch-get-routing-capabilities': {
      method: 'GET',
      path: '/routing',
      query: { loginName: { type: 'string' } },
      result: 'Capabilities',
      licences: LICENCES,
    },
    'opentouch-set-routes': {
      method: 'POST',
      path: '/routing',
      query: { loginName: { type: 'string' } },
      body: 'SetRoutesRequest',
      licences: LICENCES,
      outcome: OUTCOME,
    },
    'opentouch-set-overflow-routes': {
      method: 'POST',
      path: '/routing/overflowroute',
      query: { loginName: { type: 'string' } },
      body: 'SetOverflowRoutesRequest',
      licences: LICENCES,
      outcome: OUTCOME,
    },
    'opentouch-cancel-overflow-routes': {
      method: 'DELETE',
      path: '/routing/overflowroute',
      query: { loginName: { type: 'string' }, requestId: { type: 'string' } },
      licences: LICENCES,
      outcome: OUTCOME,
    },
    'opentouch-get-routing-profiles': {
      method: 'GET',
      path: '/routing/profiles',
      query: { loginName: { type: 'string' } },
      result: 'RoutingState',
      // The structure Profiles belongs to this operation, and it is what servers send.
      answer: 'Profiles',
      licences: LICENCES,
    },
    'opentouch-delete-routing-profiles': {
      method: 'DELETE',
      path: '/routing/profiles',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
      deprecated: true,
    },
    'opentouch-create-routing-profile': {
      method: 'PUT',
      path: '/routing/profiles',
      query: { loginName: { type: 'string' }, details: { type: 'boolean' } },
      body: 'CreateProfileRequest',
      result: 'string',
      reference: 'profileId',
      licences: LICENCES,
      deprecated: true,
    },
    'opentouch-get-routing-profile': {
      method: 'GET',
      path: '/routing/profiles/{profileId}',
      query: { loginName: { type: 'string' } },
      result: 'Profile',
      licences: LICENCES,
    },
    'opentouch-delete-routing-profile': {
      method: 'DELETE',
      path: '/routing/profiles/{profileId}',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
      deprecated: true,
    },
    'opentouch-apply-routing-profile': {
      method: 'PUT',
      path: '/routing/profiles/{profileId}',
      query: { loginName: { type: 'string' } },
      body: 'ApplyProfileRoutesRequest',
      licences: LICENCES,
      outcome: OUTCOME,
    },
    'opentouch-change-routing-profile': {
      method: 'POST',
      path: '/routing/profiles/{profileId}',
      query: { loginName: { type: 'string' }, details: { type: 'boolean' } },
      body: 'SetProfileRequest',
      result: 'Profile',
      licences: LICENCES,
      deprecated: true,
    },
    'opentouch-get-routing-state': {
      method: 'GET',
      path: '/routing/state',
      query: { loginName: { type: 'string' } },
      result: 'RoutingState',
      licences: LICENCES,
    },
  },
  events: {
    OnRoutingManagementFailed: { package: 'routingManagement', type: 'OnRoutingManagementFailed' },
    OnRoutingProfilesChanged: { package: 'routingManagement', type: 'OnRoutingProfilesChanged' },
    OnRoutingStateChanged: { package: 'routingManagement', type: 'OnRoutingStateChanged' },
  },
  resync: ['opentouch-get-routing-state'],
} as const satisfies Domain;
