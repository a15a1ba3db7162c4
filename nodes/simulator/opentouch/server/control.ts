import { groupsTypes } from '../../../catalogue/opentouch/groups.types.ts';
import type { OpenTouch as Structures } from '../../../catalogue/static.ts';
import { isObject } from '../../../schema/json.ts';
import { requiredTextIn, textIn } from '../../server/control/body.ts';
import type { Control, TableRow } from '../../server/system.ts';
import { type Hunting, huntingOrders, type Right } from '../groups/model.ts';
import type { SimulatedSession } from '../sessions/sessions.ts';
import { sampleEvent } from '../subscriptions/events.ts';
import type { SimulatedSubscription } from '../subscriptions/subscriptions.ts';
import type { Company } from '../users/company.ts';
import { member, type SeedUser } from '../users/seed.ts';
import type { Notify, SimulatedUser } from './contract.ts';
import type { OperationHandler } from './operation.ts';

const groupRights: readonly Right[] = groupsTypes.GroupMemberRight;

type Calls = Structures<'opentouch-calls', 'Calls'>;

/** As much of the server as the control surface needs. */
export interface Controlled {
  readonly company: Company;
  readonly groups: ControlledGroups;
  readonly exchange: { placeCall(from: string, to: string, name?: string): string; hangUp(callRef: string): void };
  sessions(): readonly SimulatedSession[];
  subscriptions(): readonly SimulatedSubscription[];
  readonly notify: Notify;
  addUser(seed: SeedUser): SimulatedUser;
  removeUser(loginName: string): boolean;
}

/** As much of the groups as the control surface needs. */
export interface ControlledGroups {
  setMember(identifier: string, loginName: string, rights: readonly Right[]): void;
  removeMember(identifier: string, loginName: string): void;
  setHunting(identifier: string, changes: Partial<Hunting>): Hunting;
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
export async function snapshotOf(server: Controlled, handlers: Readonly<Record<string, OperationHandler>>) {
  return {
    users: server.company.all.map((user) => userRow(user, server.company.passwordOf(user.loginName))),
    sessions: server.sessions().map(
      (session): TableRow => ({
        loginName: session.loginName,
        account: session.account,
        application: session.application,
        opened: session.opened.toISOString(),
      }),
    ),
    subscriptions: server.subscriptions().map(
      ({ session, selectors, channel, queue }): TableRow => ({
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

function userRow({ loginName, user }: SimulatedUser, password = ''): TableRow {
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
async function callRows(users: readonly SimulatedUser[], getCalls: OperationHandler | undefined): Promise<TableRow[]> {
  const rows = users.map(async (user): Promise<TableRow[]> => {
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
    /** `{from, to, name?}`: a telephone outside the company calls one inside. */
    'POST /calls': (_ids, body) => ({
      callRef: server.exchange.placeCall(
        requiredTextIn(body, 'from'),
        requiredTextIn(body, 'to'),
        textIn(body, 'name'),
      ),
    }),
    /** That telephone hangs up. */
    'DELETE /calls/{callRef}': ({ callRef = '' }) => {
      server.exchange.hangUp(callRef);
      return undefined;
    },
    /** `{loginName, companyPhone, password?, firstName?, lastName?, type?}`: somebody new. */
    'POST /users': (_ids, body) => {
      const loginName = requiredTextIn(body, 'loginName');
      const password = textIn(body, 'password') ?? `${loginName}-secret`;
      const type = textIn(body, 'type') ?? 'STANDARD';
      const firstName = textIn(body, 'firstName') ?? loginName;
      const lastName = textIn(body, 'lastName') ?? '';
      const user = member({ loginName, companyPhone: requiredTextIn(body, 'companyPhone'), firstName, lastName, type });
      return userRow(server.addUser({ loginName, password, user }), password);
    },
    /** `{loginName, rights}`: puts somebody into a group, or changes what he may be there. */
    'POST /groups/{groupId}/members': ({ groupId = '' }, body) => {
      const rights = body['rights'];
      const allowed =
        Array.isArray(rights) && rights.length > 0 && rights.every((right) => groupRights.includes(right));
      if (!allowed) throw new Error(`"rights" must be a list of ${groupRights.join(', ')}`);
      server.groups.setMember(groupId, requiredTextIn(body, 'loginName'), rights as Right[]);
      return undefined;
    },
    /** `{order?, overflow?}`: how a hunting group finds somebody; no overflow: an empty text. */
    'PUT /groups/{groupId}': ({ groupId = '' }, body) => {
      const [wanted, overflow] = [textIn(body, 'order'), textIn(body, 'overflow')];
      const order = huntingOrders.find((known) => known === wanted);
      if (wanted !== undefined && !order) throw new Error(`"order" must be ${huntingOrders.join(' or ')}`);
      return server.groups.setHunting(groupId, {
        ...(order && { order }),
        ...(overflow !== undefined && { overflow }),
      });
    },
    'DELETE /groups/{groupId}/members/{loginName}': ({ groupId = '', loginName = '' }) => {
      server.groups.removeMember(groupId, loginName);
      return undefined;
    },
    /** `{event, loginName, fields?}`: the server sends such an event about a user, with sample values where none are given. */
    'POST /events': (_ids, body) => {
      const loginName = requiredTextIn(body, 'loginName');
      if (!server.company.byLogin(loginName)) throw new Error(`there is no user "${loginName}"`);
      const fields = body['fields'] ?? {};
      if (!isObject(fields)) throw new Error('"fields" must be an object');
      const event = { ...sampleEvent(requiredTextIn(body, 'event')), loginName, ...fields };
      server.notify(loginName, event);
      return event;
    },
    'DELETE /users/{loginName}': ({ loginName = '' }) => {
      if (!server.removeUser(loginName)) throw new Error(`there is no user "${loginName}"`);
      return undefined;
    },
  };
}
