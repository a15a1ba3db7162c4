import { systems } from '../../nodes/catalogue/index.ts';
import { callHandlers, Exchange, type Timing } from '../../nodes/simulator/opentouch/exchange/index.ts';
import {
  type Directory,
  type OperationAnswer,
  type OperationCall,
  Refused,
  type SimulatedUser,
} from '../../nodes/simulator/opentouch/server/contract.ts';

type User = NonNullable<SimulatedUser['user']>;

/** An event as plain data. */
export interface SeenEvent {
  readonly eventName: string;
  readonly loginName: string;
  readonly [key: string]: unknown;
}

export const operationTypes = systems.opentouch.domains
  .filter(({ set }) => set === 'opentouch-calls')
  .flatMap(({ operations }) => Object.keys(operations));

/** The login is the number with a letter in front: standard users `s100`…, multimedia users `m200`…. */
export function subscriber(loginName: string, more: Partial<User> = {}): SimulatedUser {
  const number = loginName.slice(1);
  const user: User = {
    loginName,
    firstName: `First${number}`,
    lastName: `Last${number}`,
    companyPhone: number,
    salutation: 'MR',
    type: loginName.startsWith('m') ? 'MULTIMEDIA' : 'STANDARD',
    devices: [{ type: 'DESKPHONE', id: number }],
    ...more,
  };
  return { loginName, admin: false, user };
}

export const administrator: SimulatedUser = { loginName: 'admin', admin: true };

export function directoryOf(users: readonly SimulatedUser[]): Directory {
  return {
    all: users,
    sets: ['777'],
    byLogin: (loginName) => users.find((one) => one.loginName === loginName),
    byNumber: (number) =>
      users.find(({ user }) => user?.companyPhone === number || user?.devices?.some(({ id }) => id === number)),
  };
}

export interface Order {
  readonly as?: string;
  readonly ids?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
}

/** An exchange with users, its events, and its operations by node type without their prefix. */
export class ExchangeFixture {
  readonly exchange: Exchange;
  readonly users: SimulatedUser[];
  readonly #handlers: ReturnType<typeof callHandlers>;
  #events: SeenEvent[] = [];
  #waiting: (() => void) | undefined;

  constructor(users: readonly SimulatedUser[], timing: Partial<Timing> = {}) {
    this.users = [...users, administrator];
    const notify = (loginName: string, event: { readonly eventName: string }) => {
      // As it would arrive: the events must survive JSON without loss.
      this.#events.push(JSON.parse(JSON.stringify({ ...event, addressee: loginName })) as SeenEvent);
      this.#waiting?.();
    };
    this.exchange = new Exchange(directoryOf(this.users), notify, timing);
    this.#handlers = callHandlers(this.exchange);
  }

  /** Events since the last time, in order; of one user if named. */
  take(loginName?: string): SeenEvent[] {
    const taken = this.#events;
    this.#events = [];
    return loginName === undefined ? taken : taken.filter((event) => event.loginName === loginName);
  }

  /** Runs an operation; the answer, or the type of the refusal. */
  attempt(name: string, loginName: string, order: Order = {}): OperationAnswer | string {
    const caller = this.users.find((one) => one.loginName === (order.as ?? loginName));
    const handler = this.#handlers[`opentouch-${name}`];
    if (!caller || !handler) throw new Error(`no ${caller ? name : loginName}`);
    const call: OperationCall = {
      caller,
      loginName,
      ids: order.ids ?? {},
      query: new URLSearchParams(order.query),
      body: order.body,
    };
    try {
      return handler(call) as OperationAnswer;
    } catch (error) {
      if (error instanceof Refused) return error.type;
      throw error;
    }
  }

  /** Runs an operation that must succeed. */
  run(name: string, loginName: string, order: Order = {}): OperationAnswer {
    const answer = this.attempt(name, loginName, order);
    if (typeof answer === 'string') throw new Error(`${name} was refused: ${answer}`);
    return answer;
  }

  /** The user calls, his own set being answered already. */
  dial(loginName: string, callee: string, more: Record<string, unknown> = {}): string {
    const body = { deviceId: loginName.slice(1), callee, autoAnswer: true, ...more };
    return this.run('make-call', loginName, { body }).reference ?? '';
  }

  /** One of the operations on a call whose body names the device. */
  press(name: string, loginName: string, callRef: string, deviceId = loginName.slice(1)): void {
    this.run(name, loginName, { ids: { callRef }, body: { deviceId } });
  }

  /** An answered call between two users. */
  talk(from: string, to: string): string {
    const callRef = this.dial(from, to.slice(1));
    this.press('answer-call', to, callRef);
    return callRef;
  }

  /** Resolves when an event fulfils the condition, among those not taken yet or to come. */
  async until(condition: (event: SeenEvent) => boolean): Promise<void> {
    if (this.#events.some(condition)) return;
    await new Promise<void>((resolve, reject) => {
      // The exchange's own timers do not keep a process alive; this one does.
      const bound = setTimeout(() => reject(new Error(`never came; so far ${JSON.stringify(this.#events)}`)), 5_000);
      this.#waiting = () => {
        if (!this.#events.some(condition)) return;
        clearTimeout(bound);
        this.#waiting = undefined;
        resolve();
      };
    });
  }

  /** State, participants and cause of what each event tells: `s100 Modified ACTIVE +101 TRANSFERRED`. */
  told(loginName?: string): string[] {
    return this.take(loginName).map(eventText);
  }
}

function idsOf(list: unknown, key: string, sign: string): string[] {
  return ((list ?? []) as Record<string, string>[]).map((one) => `${sign}${one[key]}`);
}

export function eventText(event: SeenEvent): string {
  const { eventName, loginName, callData, cause, newDestination, removedParticipantIds } = event;
  const data = callData as { state?: string } | undefined;
  const words = [
    loginName,
    eventName.replace(/^On(Call(?!back))?/, '').replace('StateModified', ''),
    data?.state,
    ...idsOf(event['participants'], 'participantId', '+'),
    ...idsOf(event['addedParticipants'], 'participantId', '+'),
    ...idsOf(event['modifiedParticipants'], 'participantId', '~'),
    ...((removedParticipantIds ?? []) as string[]).map((id) => `-${id}`),
    ...idsOf(event['addedLegs'], 'deviceId', '+leg '),
    ...idsOf(event['removedLegs'], 'deviceId', '-leg '),
    cause,
    newDestination && `to ${newDestination}`,
    event['previousCallRef'] && 'replaces',
    event['replacedByCallRef'] && 'replaced',
    typeof event['state'] === 'string' && event['state'],
  ];
  return words.filter(Boolean).join(' ');
}
