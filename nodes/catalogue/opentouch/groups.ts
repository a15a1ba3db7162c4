import type { Domain } from '../types.ts';
import { groupsTypes } from './groups.types.ts';

const LICENCES = ['TELEPHONY_ADVANCED'] as const;

/** Chapter "Groups" of the OpenTouch REST API reference. */
export const groups = {
  set: 'opentouch-groups',
  system: 'opentouch',
  chapter: 'Groups',
  category: 'OpenTouch groups',
  icon: 'telephony-group.svg',
  representations: groupsTypes,
  ids: {
    groupId: {
      type: 'string',
      required: true,
      lookup: { operation: 'opentouch-get-groups', items: 'groups', id: 'identifier', shows: ['name'] },
      from: 'identifier',
    },
  },
  operations: {
    'opentouch-get-groups': {
      method: 'GET',
      path: '/groups',
      query: { loginName: { type: 'string' } },
      result: 'Groups',
      licences: LICENCES,
    },
    'opentouch-refresh-groups': {
      method: 'POST',
      path: '/groups/refresh',
      query: { loginName: { type: 'string' } },
      licences: LICENCES,
    },
    'opentouch-get-group': {
      method: 'GET',
      path: '/groups/{groupId}',
      query: { loginName: { type: 'string' } },
      result: 'Group',
      licences: LICENCES,
    },
    'opentouch-change-group-role': {
      method: 'POST',
      path: '/groups/{groupId}/changeRole',
      query: { loginName: { type: 'string' } },
      body: 'ChangeRoleRequest',
      requires: ['newMemberRoles'],
      licences: LICENCES,
      outcome: {
        done: [
          {
            event: 'OnGroupModified',
            same: {
              identifier: 'groupId',
              'modifiedMembers.partyInfo.id.loginName': 'newMemberRoles.memberId.loginName',
            },
          },
        ],
        failed: {
          event: 'OnGroupLoggedFailed',
          same: { identifier: 'groupId' },
          type: ['causeId'],
          reason: ['description'],
        },
      },
    },
  },
  events: {
    OnGroupCreated: { type: 'OnGroupCreated' },
    OnGroupLoggedFailed: { type: 'OnGroupLoggedFailed' },
    OnGroupModified: { type: 'OnGroupModified' },
    OnGroupRemoved: { type: 'OnGroupRemoved' },
    OnSupervisedUpdated: { type: 'OnSupervisedUpdated' },
  },
} as const satisfies Domain;
