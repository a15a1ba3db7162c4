import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Notify } from '../server/contract.ts';
import type { Settings } from '../server/options.ts';
import type { SimulatedSession } from '../sessions/sessions.ts';
import { Channel } from './channel.ts';
import { asksFor, lineOf, type Selector, selectedIdsOf } from './events.ts';

/** One subscription: what it asks for, what waits for its channel, and the channel while it is open. */
export interface SimulatedSubscription {
  /** Whoever knows it may read the events: it is the credential of the channel. */
  readonly id: string;
  readonly session: SimulatedSession;
  selectors: readonly Selector[];
  /** Minutes. */
  readonly timeout: number;
  readonly keepalive: number;
  queue: string[];
  channel?: Channel | undefined;
}

/** What a fresh channel begins with, for one user. Undefined: he has no telephone. */
export type StateOf = (loginName: string) => { userState: string; deviceStates: readonly object[] } | undefined;

/** Told of users whose events have begun or ceased to be read. */
export type ReachObserver = (loginName: string) => void;

type Settled = Pick<Settings, 'minute' | 'queueLimit' | 'framing' | 'farewell' | 'switches'>;

/** All subscriptions; sends each event to those that asked for it. */
export class SimulatedSubscriptions {
  readonly #settings: Settled;
  readonly #stateOf: StateOf;
  readonly #onReach: ReachObserver;
  readonly #byId = new Map<string, SimulatedSubscription>();

  constructor(settings: Settled, stateOf: StateOf, onReach: ReachObserver = () => undefined) {
    this.#settings = settings;
    this.#stateOf = stateOf;
    this.#onReach = onReach;
    settings.switches.observe((name, on) => {
      if (name === 'buffer-channels' && !on) for (const { channel } of this.all) channel?.release();
    });
  }

  get all(): readonly SimulatedSubscription[] {
    return [...this.#byId.values()];
  }

  byId(id: string): SimulatedSubscription | undefined {
    return this.#byId.get(id);
  }

  ofSession(session: SimulatedSession): readonly SimulatedSubscription[] {
    return this.all.filter((subscription) => subscription.session === session);
  }

  add(
    session: SimulatedSession,
    selectors: readonly Selector[],
    timeout: number,
    keepalive: number,
  ): SimulatedSubscription {
    const id = randomBytes(32).toString('base64url');
    const subscription: SimulatedSubscription = { id, session, selectors, timeout, keepalive, queue: [] };
    this.#byId.set(id, subscription);
    return subscription;
  }

  /** Changes what a subscription is about. */
  refilter(subscription: SimulatedSubscription, selectors: readonly Selector[]): void {
    const before = usersOf(subscription);
    subscription.selectors = selectors;
    this.#reach([...before, ...usersOf(subscription)]);
  }

  /** Closes the channel and drops what waits. */
  remove(subscription: SimulatedSubscription): void {
    this.#byId.delete(subscription.id);
    subscription.queue = [];
    subscription.channel?.end();
    this.#reach(usersOf(subscription));
  }

  /** Whether an event about a user would be read at once: somebody who asked for it has his channel open. */
  reaches(loginName: string, eventName: string): boolean {
    return this.all.some(
      ({ channel, selectors, session }) =>
        channel && selectors.some((selector) => asksFor(selector, session, loginName, eventName)),
    );
  }

  removeAll(): void {
    for (const subscription of this.all) this.remove(subscription);
  }

  /** Breaks all open channels as a failing network does; the subscriptions stay. */
  cutChannels(): void {
    for (const { channel } of this.all) channel?.cut();
  }

  readonly notify: Notify = (loginName, event) => {
    const line = lineOf(event);
    for (const subscription of this.all) {
      const { selectors, session } = subscription;
      if (!selectors.some((selector) => asksFor(selector, session, loginName, event.eventName))) continue;
      if (subscription.channel) subscription.channel.write(line);
      else this.#enqueue(subscription, line);
    }
  };

  /** Opens the channel: the greeting, the states of telephones and users, then what has waited. */
  open(subscription: SimulatedSubscription, response: ServerResponse): void {
    const { minute, framing, farewell, switches } = this.#settings;
    subscription.channel?.end();
    const channel: Channel = new Channel(
      response,
      { framing, switches },
      { timeout: subscription.timeout * minute, keepalive: subscription.keepalive * minute },
      () => {
        if (subscription.channel !== channel) return;
        subscription.channel = undefined;
        this.#reach(usersOf(subscription));
      },
      () => {
        if (farewell) channel.write(lineOf(farewell));
        subscription.channel = undefined;
        channel.end();
        this.#reach(usersOf(subscription));
      },
    );
    subscription.channel = channel;
    channel.say('Chunk started');
    for (const event of this.#statesFor(subscription)) channel.write(lineOf(event));
    for (const line of subscription.queue.splice(0)) channel.write(line);
    this.#reach(usersOf(subscription));
  }

  #reach(loginNames: readonly string[]): void {
    for (const loginName of new Set(loginNames)) this.#onReach(loginName);
  }

  #enqueue({ queue }: SimulatedSubscription, line: string): void {
    queue.push(line);
    if (queue.length > this.#settings.queueLimit) queue.shift();
  }

  #statesFor({ selectors, session }: SimulatedSubscription): { eventName: string }[] {
    return usersOf({ selectors, session }).flatMap((loginName) => {
      const state = this.#stateOf(loginName);
      if (!state) return [];
      const events = [
        { eventName: 'OnDeviceStateModified', loginName, deviceStates: state.deviceStates },
        { eventName: 'OnUserStateModified', loginName, state: state.userState },
      ];
      return events.filter(({ eventName }) =>
        selectors.some((selector) => asksFor(selector, session, loginName, eventName)),
      );
    });
  }
}

/** Everybody whom a subscription is about. */
function usersOf({ selectors, session }: Pick<SimulatedSubscription, 'selectors' | 'session'>): string[] {
  return [...new Set(selectors.flatMap((selector) => selectedIdsOf(selector, session.loginName)))];
}
