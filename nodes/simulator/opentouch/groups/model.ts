import type { OpenTouch } from '../../../catalogue/static.ts';

/** A group, as the reference has it. */
export type Group = OpenTouch<'opentouch-groups', 'Group'>;

/** What a group is set to do, as the reference has it. */
export type GroupProps = OpenTouch<'opentouch-groups', 'GroupProps'>;

/** A member of a group, as the reference has it. */
export type GroupMember = OpenTouch<'opentouch-groups', 'GroupMember'>;

/** What is asked for when a member changes role. */
export type ChangeRoleRequest = OpenTouch<'opentouch-groups', 'ChangeRoleRequest'>;

/** A user whose calls others see, as the reference has it. */
export type SupervisedUser = OpenTouch<'opentouch-groups', 'SupdUser'>;

/** What a member may do. */
export type Right = 'SUPERVISOR' | 'SUPERVISED' | 'MANAGER' | 'ASSISTANT_MAIN' | 'ASSISTANT_BACKUP' | 'AGENT';

/** What a member is in a group. */
export type Role = 'SUPERVISOR' | 'SUPERVISED' | 'AGENT';

/** A member as the group keeps him: what he may be, and what he is logged in as. Nothing: he is logged out. */
export interface Membership {
  readonly rights: readonly Right[];
  readonly roles: readonly Role[];
}

/** In which order a hunting group tries its members: always from the first, or from the one after who was tried last. */
export const huntingOrders = ['sequential', 'cyclic'] as const;

/** How calls to a hunting group find somebody. The reference says nothing about it: administrators set it elsewhere. */
export interface Hunting {
  readonly pilot: string;
  readonly order: (typeof huntingOrders)[number];
  /** Where calls go that nobody takes; absent: such a caller hears that it is busy. */
  readonly overflow?: string;
}

/** A group as the server keeps it. */
export interface KeptGroup {
  readonly identifier: string;
  readonly name: string;
  readonly props: GroupProps;
  /** Only of hunting groups. */
  readonly hunting?: Hunting;
  /** By login name. */
  readonly members: ReadonlyMap<string, Membership>;
}
