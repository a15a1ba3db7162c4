import type { OpenTouchEvents } from '../../../catalogue/static.ts';
import { type Directory, type HuntingGroup, type Notify, Refused } from '../server/contract.ts';
import { cardOf } from '../users/card.ts';
import type { Group, GroupMember, Hunting, KeptGroup, Membership, Role } from './model.ts';
import { seedGroups } from './seed.ts';

const noMember: Membership = { rights: [], roles: [] };

/** The groups and who is logged in to them. Whatever changes, all members are told. */
export class Groups {
  readonly #directory: Directory;
  readonly #notify: Notify;
  readonly #groups = new Map<string, KeptGroup>();
  /** At whom a hunting group has rung last. */
  readonly #rang = new Map<string, string>();

  constructor(directory: Directory, notify: Notify, seed: readonly KeptGroup[] = seedGroups) {
    this.#directory = directory;
    this.#notify = notify;
    for (const group of seed) {
      // Not everybody works in every company that a test makes up.
      const members = [...group.members].filter(([loginName]) => directory.byLogin(loginName));
      if (members.length > 0) this.#groups.set(group.identifier, { ...group, members: new Map(members) });
    }
  }

  /** Whether there is such a group. */
  has(identifier: string): boolean {
    return this.#groups.has(identifier);
  }

  get all(): readonly KeptGroup[] {
    return [...this.#groups.values()];
  }

  /** The hunting group with that number. */
  huntingGroup(pilot: string): HuntingGroup | undefined {
    const { identifier, hunting } = this.all.find((group) => group.hunting?.pilot === pilot) ?? {};
    if (identifier === undefined || !hunting) return undefined;
    const { overflow } = hunting;
    return {
      pilot,
      ...(overflow !== undefined && { overflow }),
      candidates: () => this.#candidates(identifier, hunting),
      rang: (loginName) => this.#rang.set(identifier, loginName),
    };
  }

  /** Changes how a hunting group finds somebody. */
  setHunting(identifier: string, changes: Partial<Hunting>): Hunting {
    const group = this.#groups.get(identifier);
    if (!group?.hunting) throw new Refused('NOT_FOUND', `there is no hunting group ${identifier}`);
    const hunting = { ...group.hunting, ...changes };
    this.#groups.set(identifier, { ...group, hunting });
    return hunting;
  }

  of(loginName: string): KeptGroup[] {
    return [...this.#groups.values()].filter(({ members }) => members.has(loginName));
  }

  /** The group if the user is in it; others do not exist for him. */
  seen(identifier: string, loginName: string): KeptGroup {
    const group = this.#groups.get(identifier);
    if (!group?.members.has(loginName)) throw new Refused('NOT_FOUND', `${loginName} is in no group ${identifier}`);
    return group;
  }

  view({ identifier, name, props, members }: KeptGroup): Group {
    return { identifier, name, props, members: [...members].map((entry) => this.#member(entry)) };
  }

  /** Logs a member in or out; nothing happens if that is what he is already. */
  setRoles(identifier: string, loginName: string, roles: readonly Role[]): void {
    const group = this.#groups.get(identifier);
    const before = group?.members.get(loginName);
    if (!group || !before || [...before.roles].sort().join() === [...roles].sort().join()) return;
    this.#change(group, loginName, { ...before, roles });
  }

  /** Puts somebody into a group or gives him other rights; who is not logged in stays so. */
  setMember(identifier: string, loginName: string, rights: Membership['rights']): void {
    const group = this.#groups.get(identifier);
    if (!group) throw new Refused('NOT_FOUND', `there is no group ${identifier}`);
    if (!this.#directory.byLogin(loginName)?.user) throw new Refused('NOT_FOUND', `there is no user ${loginName}`);
    const { roles } = group.members.get(loginName) ?? noMember;
    this.#change(group, loginName, { rights, roles: roles.filter((role) => rights.includes(role)) });
  }

  /** Takes somebody out of a group. */
  removeMember(identifier: string, loginName: string): void {
    const group = this.#groups.get(identifier);
    const gone = group?.members.get(loginName);
    if (!group || !gone) throw new Refused('NOT_FOUND', `${loginName} is in no group ${identifier}`);
    const members = new Map([...group.members].filter(([name]) => name !== loginName));
    this.#groups.set(identifier, { ...group, members });
    const removed: OpenTouchEvents['OnGroupRemoved'] = {
      eventName: 'OnGroupRemoved',
      loginName,
      identifier,
      props: group.props,
    };
    this.#notify(loginName, removed);
    this.#tell(group, [...members.keys()], { removedMembers: [this.#member([loginName, gone])] });
  }

  /** Tells a member, and who asked for it, that logging in or out did not work. */
  fail(group: KeptGroup, loginName: string, asker: string, causeId: string, description: string): void {
    const { identifier, name, props } = group;
    const deviceNumber = this.#directory.byLogin(loginName)?.user?.companyPhone ?? '';
    for (const to of new Set([loginName, asker])) {
      const event: OpenTouchEvents['OnGroupLoggedFailed'] = {
        eventName: 'OnGroupLoggedFailed',
        loginName: to,
        identifier,
        name,
        props,
        deviceNumber,
        causeId,
        description,
      };
      this.#notify(to, event);
    }
  }

  #candidates(identifier: string, { order }: Hunting): string[] {
    const members = [...(this.#groups.get(identifier)?.members ?? [])];
    // Who has logged out meanwhile still says where the turn is.
    const last = order === 'cyclic' ? members.findIndex(([name]) => name === this.#rang.get(identifier)) : -1;
    const inTurn = [...members.slice(last + 1), ...members.slice(0, last + 1)];
    return inTurn.filter(([, { roles }]) => roles.includes('AGENT')).map(([name]) => name);
  }

  #change(group: KeptGroup, loginName: string, membership: Membership): void {
    const isNew = !group.members.has(loginName);
    const changed = { ...group, members: new Map([...group.members, [loginName, membership]]) };
    this.#groups.set(group.identifier, changed);
    const member = this.#member([loginName, membership]);
    if (isNew) {
      const event: OpenTouchEvents['OnGroupCreated'] = {
        eventName: 'OnGroupCreated',
        loginName,
        ...this.view(changed),
      };
      this.#notify(loginName, event);
    }
    const others = [...changed.members.keys()].filter((name) => !isNew || name !== loginName);
    this.#tell(group, others, isNew ? { addedMembers: [member] } : { modifiedMembers: [member] });
  }

  #tell(
    { identifier, name, props }: KeptGroup,
    logins: readonly string[],
    changes: Pick<OpenTouchEvents['OnGroupModified'], 'addedMembers' | 'modifiedMembers' | 'removedMembers'>,
  ): void {
    for (const loginName of logins) {
      const event: OpenTouchEvents['OnGroupModified'] = {
        eventName: 'OnGroupModified',
        loginName,
        identifier,
        name,
        props,
        addedMembers: [],
        modifiedMembers: [],
        removedMembers: [],
        ...changes,
      };
      this.#notify(loginName, event);
    }
  }

  #member([loginName, { rights, roles }]: readonly [string, Membership]): GroupMember {
    const user = this.#directory.byLogin(loginName)?.user;
    return { partyInfo: user ? cardOf(user) : { id: { loginName } }, rights: [...rights], roles: [...roles] };
  }
}
