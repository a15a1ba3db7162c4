import type { OpenTouchEvents } from '../../../catalogue/static.ts';
import type { Exchange } from '../exchange/index.ts';
import type { Notify } from '../server/contract.ts';
import type { Groups } from './groups.ts';
import type { KeptGroup, SupervisedUser } from './model.ts';

/** Who is logged in to a group with a role. */
const logged = ({ members }: KeptGroup, role: 'SUPERVISOR' | 'SUPERVISED') =>
  [...members].filter(([, { roles }]) => roles.includes(role)).map(([loginName]) => loginName);

/** Lets supervisors follow the calls of those whom they supervise. It looks at the exchange and changes nothing in it. */
export class Supervision {
  readonly #exchange: Exchange;
  readonly #groups: Groups;
  readonly #notify: Notify;
  readonly #supervised: () => readonly string[];
  /** What was told last of everybody, as text. */
  readonly #told = new Map<string, string>();

  /** @param logins login names of everybody who has a telephone */
  constructor(exchange: Exchange, groups: Groups, notify: Notify, logins: () => readonly string[]) {
    this.#exchange = exchange;
    this.#groups = groups;
    this.#notify = notify;
    this.#supervised = () => logins().filter((loginName) => this.watchersOf(loginName).length > 0);
    exchange.observe(() => this.#look());
  }

  /** Sends a user the present state of everybody whom he follows. */
  refresh(loginName: string): void {
    const followed = this.#supervised().filter((other) => this.watchersOf(other).includes(loginName));
    this.#tell(
      loginName,
      followed.map((other) => this.#stateOf(other)),
    );
  }

  /** Tells those who follow somebody how he is now; of one who has logged out nothing is known any more. */
  announce(loginName: string): void {
    const state = this.#stateOf(loginName);
    this.#told.set(loginName, JSON.stringify(state));
    for (const watcher of this.watchersOf(loginName)) this.#tell(watcher, [state]);
  }

  /** @param watchers who followed him until now */
  lost(loginName: string, watchers: readonly string[]): void {
    const { phoneNumber } = this.#stateOf(loginName);
    const state: SupervisedUser = {
      loginName,
      ...(phoneNumber && { phoneNumber }),
      telPresenceState: 'UNKNOWN',
      calls: [],
    };
    const still = this.watchersOf(loginName);
    for (const watcher of watchers.filter((name) => !still.includes(name))) this.#tell(watcher, [state]);
  }

  #look(): void {
    for (const loginName of this.#supervised()) {
      const state = this.#stateOf(loginName);
      const text = JSON.stringify(state);
      const before = this.#told.get(loginName) ?? JSON.stringify({ ...state, telPresenceState: 'FREE', calls: [] });
      this.#told.set(loginName, text);
      if (text === before) continue;
      for (const watcher of this.watchersOf(loginName)) this.#tell(watcher, [state]);
    }
  }

  /** Who follows somebody: in a regular group the supervisors, in a collaboration group everybody who is logged in. */
  watchersOf(loginName: string): string[] {
    const groups = this.#groups.of(loginName).filter((group) => logged(group, 'SUPERVISED').includes(loginName));
    const watchers = groups.flatMap((group) => [
      ...logged(group, 'SUPERVISOR'),
      ...(group.props.mode === 'COLLABORATION' ? logged(group, 'SUPERVISED') : []),
    ]);
    return [...new Set(watchers)].filter((name) => name !== loginName);
  }

  #stateOf(loginName: string): SupervisedUser {
    const { calls, userState } = this.#exchange.stateOf(loginName);
    const phoneNumber = this.#exchange.subscriber(loginName).user.companyPhone;
    const ringing = calls.filter(({ callData }) => callData?.state === 'RINGING_INCOMING');
    const busy = userState === 'BUSY';
    const rings = ringing.length > 0;
    return {
      loginName,
      ...(phoneNumber && { phoneNumber }),
      telPresenceState: busy ? (rings ? 'BUSY_RINGING_INCOMING' : 'BUSY') : rings ? 'RINGING_INCOMING' : 'FREE',
      calls: ringing.map(({ callRef, callData, participants = [] }) => ({
        callRef,
        callData: {
          ...(callData?.initialCalled && { initialCalled: callData.initialCalled }),
          ...(callData?.anonymous && { anonymous: true }),
        },
        participants: participants.map(({ participantId, identity }) => ({
          participantId,
          ...(identity && { identity }),
        })),
      })),
    };
  }

  #tell(loginName: string, supervisedUsers: SupervisedUser[]): void {
    const event: OpenTouchEvents['OnSupervisedUpdated'] = {
      eventName: 'OnSupervisedUpdated',
      loginName,
      supervisedUsers,
    };
    this.#notify(loginName, event);
  }
}
