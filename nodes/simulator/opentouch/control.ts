import { groupsTypes } from '../../catalogue/opentouch/groups.types.ts';
import type { OpenTouch as Structures } from '../../catalogue/static.ts';
import { required, text } from '../body.ts';
import type { Control, Row } from '../system.ts';
import type { SimulatedUser } from './contract.ts';
import type { Company } from './directory.ts';
import type { Right } from './groups/model.ts';
import type { Handler } from './operation.ts';
import { member, type SeedUser } from './seed.ts';
import type { Session } from './sessions.ts';
import type { Subscription } from './subscriptions.ts';

const groupRights: readonly Right[] = groupsTypes.GroupMemberRight;

type Calls = Structures<'opentouch-calls', 'Calls'>;

/** As much of the server as the control surface needs. */
export interface Controlled {
  readonly company: Company;
  readonly groups: ControlledGroups;
  readonly exchange: { placeCall(from: string, to: string): string; hangUp(callRef: string): void };
  sessions(): readonly Session[];
  subscriptions(): readonly Subscription[];
  addUser(seed: SeedUser): SimulatedUser;
  removeUser(loginName: string): boolean;
}

/** As much of the groups as the control surface needs. */
export interface ControlledGroups {
  setMember(identifier: string, loginName: string, rights: readonly Right[]): void;
  removeMember(identifier: string, loginName: string): void;
}

/** Who can log in. */
export function accessRows(company: Company) {
  return company.all.map(({ loginName, user }) => ({
    login: loginName,
    password: company.passwordOf(loginName) ?? '',
    description: user
      ? `${user.firstName} ${user.lastName}, ${user.companyPhone}, ${user.type}`
      : 'administrator of all users',
  }));
}

/** What `/simulator` shows of the server. Passwords are among it, for they are invented. */
export async function snapshotOf(server: Controlled, handlers: Readonly<Record<string, Handler>>) {
  return {
    users: server.company.all.map((user) => userRow(user, server.company.passwordOf(user.loginName))),
    sessions: server.sessions().map(
      (session): Row => ({
        loginName: session.loginName,
        account: session.account,
        application: session.application,
        opened: session.opened.toISOString(),
      }),
    ),
    subscriptions: server.subscriptions().map(
      ({ session, selectors, channel, queue }): Row => ({
        loginName: session.loginName,
        ids: selectors.flatMap(({ ids }) => ids ?? []).join(', '),
        names: selectors.flatMap(({ names }) => names).join(', '),
        channel: channel ? 'open' : 'closed',
        waiting: queue.length,
      }),
    ),
    calls: await callRows(server.company.all, handlers['opentouch-get-calls']),
  };
}

function userRow({ loginName, user }: SimulatedUser, password = ''): Row {
  return {
    loginName,
    password,
    name: [user?.firstName, user?.lastName].filter(Boolean).join(' ') || 'Administrator',
    type: user?.type ?? 'ADMINISTRATOR',
    number: user?.companyPhone ?? '',
    devices: (user?.devices ?? []).map(({ type, id }) => `${type} ${id}`).join(', '),
    rights: (user?.apiRights ?? []).join(', '),
  };
}

/** The calls as each user would read them himself. */
async function callRows(users: readonly SimulatedUser[], getCalls: Handler | undefined): Promise<Row[]> {
  const rows = users.map(async (user): Promise<Row[]> => {
    if (!user.user || !getCalls) return [];
    const call = {
      caller: user,
      loginName: user.loginName,
      ids: {},
      query: new URLSearchParams(),
      body: undefined,
      token: '',
      url: new URL('http://localhost'),
    };
    const { calls = [] } = ((await getCalls(call)).body ?? {}) as Calls;
    return calls.map(({ callRef, callData, legs = [], participants = [] }) => ({
      loginName: user.loginName,
      callRef,
      state: callData?.state,
      legs: legs.map(({ deviceId, state }) => `${deviceId} ${state}`).join(', '),
      with: participants.map(({ participantId }) => participantId).join(', '),
    }));
  });
  return (await Promise.all(rows)).flat();
}

/** What a script can do to the server from outside, below `/simulator`. */
export function opentouchControls(server: Controlled): Readonly<Record<string, Control>> {
  return {
    /** `{from, to}`: a telephone outside the company calls one inside. */
    'POST /calls': (_ids, body) => ({
      callRef: server.exchange.placeCall(required(body, 'from'), required(body, 'to')),
    }),
    /** That telephone hangs up. */
    'DELETE /calls/{callRef}': ({ callRef = '' }) => {
      server.exchange.hangUp(callRef);
      return undefined;
    },
    /** `{loginName, companyPhone, password?, firstName?, lastName?, type?}`: somebody new. */
    'POST /users': (_ids, body) => {
      const loginName = required(body, 'loginName');
      const password = text(body, 'password') ?? `${loginName}-secret`;
      const type = text(body, 'type') ?? 'STANDARD';
      const firstName = text(body, 'firstName') ?? loginName;
      const lastName = text(body, 'lastName') ?? '';
      const user = member({ loginName, companyPhone: required(body, 'companyPhone'), firstName, lastName, type });
      return userRow(server.addUser({ loginName, password, user }), password);
    },
    /** `{loginName, rights}`: puts somebody into a group, or changes what he may be there. */
    'POST /groups/{groupId}/members': ({ groupId = '' }, body) => {
      const rights = body['rights'];
      const allowed =
        Array.isArray(rights) && rights.length > 0 && rights.every((right) => groupRights.includes(right));
      if (!allowed) throw new Error(`"rights" must be a list of ${groupRights.join(', ')}`);
      server.groups.setMember(groupId, required(body, 'loginName'), rights as Right[]);
      return undefined;
    },
    'DELETE /groups/{groupId}/members/{loginName}': ({ groupId = '', loginName = '' }) => {
      server.groups.removeMember(groupId, loginName);
      return undefined;
    },
    'DELETE /users/{loginName}': ({ loginName = '' }) => {
      if (!server.removeUser(loginName)) throw new Error(`there is no user "${loginName}"`);
      return undefined;
    },
  };
}
