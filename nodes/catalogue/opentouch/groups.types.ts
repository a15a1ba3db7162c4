import type { Representations } from '../types.ts';
import { identityTypes } from './identity.types.ts';

/** Structures of the chapter "Groups" of the OpenTouch REST API reference. */
export const groupsTypes = {
  ...identityTypes,
  Call: {
    callRef: { type: 'string', required: true },
    callData: { type: 'CallData' },
    participants: { type: 'Participant', many: true },
  },
  CallData: {
    initialCalled: { type: 'PartyInfo' },
    anonymous: { type: 'boolean' },
  },
  ChangeRoleRequest: {
    newMemberRoles: { type: 'NewMemberRole', many: true },
  },
  Group: {
    identifier: { type: 'string', required: true },
    name: { type: 'string' },
    props: { type: 'GroupProps', required: true },
    members: { type: 'GroupMember', many: true },
  },
  GroupMember: {
    partyInfo: { type: 'PartyInfo', required: true },
    rights: { type: 'GroupMemberRight', many: true },
    roles: { type: 'GroupMemberRole', many: true },
  },
  GroupMemberRight: ['SUPERVISOR', 'SUPERVISED', 'MANAGER', 'ASSISTANT_MAIN', 'ASSISTANT_BACKUP', 'AGENT'],
  GroupMemberRole: ['SUPERVISOR', 'SUPERVISED', 'AGENT', 'FULL'],
  GroupMode: ['REGULAR', 'COLLABORATION'],
  GroupProps: {
    type: { type: 'GroupType', required: true },
    userManaged: { type: 'boolean' },
    mode: { type: 'GroupMode' },
  },
  Groups: {
    groups: { type: 'Group', many: true },
  },
  GroupType: ['SUPERVISION', 'HUNTING_GROUP'],
  NewMemberRole: {
    memberId: { type: 'Identifier', required: true },
    roles: { type: 'GroupMemberRole', many: true },
  },
  OnGroupCreated: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    identifier: { type: 'string', required: true },
    name: { type: 'string' },
    props: { type: 'GroupProps', required: true },
    members: { type: 'GroupMember', many: true },
  },
  OnGroupLoggedFailed: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    identifier: { type: 'string', required: true },
    name: { type: 'string' },
    props: { type: 'GroupProps', required: true },
    deviceNumber: { type: 'string', required: true },
    causeId: { type: 'string' },
    description: { type: 'string' },
  },
  OnGroupModified: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    identifier: { type: 'string', required: true },
    name: { type: 'string' },
    props: { type: 'GroupProps', required: true },
    addedMembers: { type: 'GroupMember', many: true },
    modifiedMembers: { type: 'GroupMember', many: true },
    removedMembers: { type: 'GroupMember', many: true },
  },
  OnGroupRemoved: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    identifier: { type: 'string', required: true },
    props: { type: 'GroupProps' },
  },
  OnSupervisedUpdated: {
    eventName: { type: 'string', required: true },
    loginName: { type: 'string', required: true },
    supervisedUsers: { type: 'SupdUser', many: true },
  },
  Participant: {
    participantId: { type: 'string', required: true },
    identity: { type: 'PartyInfo' },
  },
  SupdUser: {
    loginName: { type: 'string', required: true },
    phoneNumber: { type: 'string' },
    telPresenceState: { type: 'TelPresenceState', required: true },
    calls: { type: 'Call', many: true },
  },
  TelPresenceState: ['FREE', 'RINGING_INCOMING', 'BUSY', 'BUSY_RINGING_INCOMING', 'UNKNOWN'],
} as const satisfies Representations;
