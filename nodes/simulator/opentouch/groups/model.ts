import type { OpenTouch } from '../../../catalogue/static.ts';

export type Group = OpenTouch<'opentouch-groups', 'Group'>;
export type GroupProps = OpenTouch<'opentouch-groups', 'GroupProps'>;
export type GroupMember = OpenTouch<'opentouch-groups', 'GroupMember'>;
export type ChangeRoleRequest = OpenTouch<'opentouch-groups', 'ChangeRoleRequest'>;
export type SupervisedUser = OpenTouch<'opentouch-groups', 'SupdUser'>;

export type Right = 'SUPERVISOR' | 'SUPERVISED' | 'MANAGER' | 'ASSISTANT_MAIN' | 'ASSISTANT_BACKUP' | 'AGENT';
export type Role = 'SUPERVISOR' | 'SUPERVISED' | 'AGENT';

/** A member as the group keeps him: what he may be, and what he is logged in as. Nothing: he is logged out. */
export interface Membership {
  readonly rights: readonly Right[];
  readonly roles: readonly Role[];
}

export interface KeptGroup {
  readonly identifier: string;
  readonly name: string;
  readonly props: GroupProps;
  /** By login name. */
  readonly members: ReadonlyMap<string, Membership>;
}
