import type { Exchange } from '../exchange/index.ts';
import {
  type Directory,
  type Handlers,
  type OperationAnswer,
  type OperationCall,
  Refused,
} from '../server/contract.ts';
import type { Groups } from './groups.ts';
import type { ChangeRoleRequest, KeptGroup, Right, Role } from './model.ts';
import type { Supervision } from './supervision.ts';

const done: OperationAnswer = { status: 204 };
const ok = (body: unknown): OperationAnswer => ({ status: 200, body });

/** What the operations on groups work with. */
export interface GroupParts {
  readonly directory: Directory;
  readonly groups: Groups;
  readonly supervision: Supervision;
  readonly exchange: Exchange;
}

/** The handlers of chapter "Groups", by node type. */
export function groupHandlers({ directory, groups, supervision, exchange }: GroupParts): Handlers {
  const seen = ({ ids, loginName }: OperationCall) => groups.seen(ids['groupId'] ?? '', loginName);

  /** A user logs himself in and out, a supervisor and an administrator others, too. */
  const permit = (group: KeptGroup, { caller, loginName }: OperationCall, member: string) => {
    const rights = group.members.get(loginName)?.rights ?? [];
    if (member === loginName || caller.admin || rights.includes('SUPERVISOR') || rights.includes('MANAGER')) return;
    throw new Refused('NOT_ALLOWED', `${loginName} may not log ${member} in or out`);
  };

  const isOutOfService = (loginName: string) => {
    const { switchboard } = exchange;
    return switchboard.devices.inService(exchange.subscriber(loginName)).length === 0;
  };

  /** The server has taken the request; whether it works is told by an event. */
  const logIn = (group: KeptGroup, asker: string, member: string, asked: readonly string[]) => {
    const rights: readonly Right[] = group.members.get(member)?.rights ?? [];
    const possible = rights.filter((right): right is Role => ['SUPERVISOR', 'SUPERVISED', 'AGENT'].includes(right));
    const roles = asked.includes('FULL') ? possible : possible.filter((role) => asked.includes(role));
    const strange = asked.find((role) => role !== 'FULL' && !roles.includes(role as Role));
    if (strange) {
      groups.fail(group, member, asker, 'NO_RIGHT', `${member} has no right to be ${strange} in this group`);
    } else if (roles.length > 0 && isOutOfService(member)) {
      groups.fail(group, member, asker, 'DEVICE_OUT_OF_SERVICE', `no telephone of ${member} is in service`);
    } else {
      const watchers = supervision.watchersOf(member);
      groups.setRoles(group.identifier, member, roles);
      supervision.lost(member, watchers);
      if (supervision.watchersOf(member).some((name) => !watchers.includes(name))) supervision.announce(member);
    }
  };

  return {
    'opentouch-get-groups': ({ loginName }) => ok({ groups: groups.of(loginName).map((group) => groups.view(group)) }),
    'opentouch-refresh-groups': ({ loginName }) => {
      supervision.refresh(loginName);
      return done;
    },
    'opentouch-get-group': (call) => ok(groups.view(seen(call))),
    'opentouch-change-group-role': (call) => {
      const group = seen(call);
      const { newMemberRoles = [] } = call.body as ChangeRoleRequest;
      const changes = newMemberRoles.map(({ memberId, roles }) => {
        const member = memberId.loginName;
        if (!member) throw new Refused('BAD_PARAMETER', 'a member is named by his loginName');
        if (!group.members.has(member) || !directory.byLogin(member)) {
          throw new Refused('BAD_PARAMETER', `${member} is not in the group`);
        }
        permit(group, call, member);
        return { member, roles: roles ?? [] };
      });
      for (const { member, roles } of changes) logIn(group, call.loginName, member, roles);
      return done;
    },
  };
}
