import { systems } from '../../nodes/catalogue/index.ts';
import { EventChannel } from '../../nodes/opentouch/channel/channel.ts';
import type { EventInterest } from '../../nodes/opentouch/channel/filter.ts';
import type { ChannelListener, ChannelState, Resync } from '../../nodes/opentouch/channel/listener.ts';
import { OpenTouchConnection } from '../../nodes/opentouch/session/connection.ts';
import {
  type ConnectionTiming,
  type ServerSettings,
  usualConnectionTiming,
} from '../../nodes/opentouch/session/settings.ts';
import type { TelephonyError } from '../../nodes/runtime/errors.ts';
import { type AccountState, Health } from '../../nodes/runtime/health.ts';
import type { SendOptions, WireResponse } from '../../nodes/runtime/operation/connection.ts';
import { requestFor } from '../../nodes/runtime/operation/request.ts';
import { type DescribedOperation, operationsOf } from '../../nodes/schema/describe.ts';
import type { Json } from '../../nodes/schema/json.ts';
import type { Values } from '../../nodes/schema/values.ts';

const operations = new Map(operationsOf(systems.opentouch).map((operation) => [operation.type, operation]));

/** The described operation of a node type. */
export function operationOf(type: string): DescribedOperation {
  const operation = operations.get(type);
  if (!operation) throw new Error(`the catalogue has no ${type}`);
  return operation;
}

/** Waits that are short enough for a test. */
export const quick: ConnectionTiming = {
  ...usualConnectionTiming,
  firstRetry: 40,
  longestRetry: 200,
  shortLife: 30,
  gather: 5,
  farewell: 1000,
  grace: 2000,
  longestLoginRetry: 400,
  probe: 500,
  count: 20,
};

/** Settings of alice's account, as an `opentouch-server` would read them. */
export function settings(url: string, changes: Partial<ServerSettings> = {}): ServerSettings {
  return {
    addresses: [url],
    addressMode: 'typed',
    authentication: 'basic',
    login: 'alice',
    password: 'alice-secret',
    applicationName: 'Test',
    defaults: {},
    timeout: 5000,
    http: {},
    ...changes,
  };
}

/** A connection and its channel, without a Node-RED around them. */
export class Client {
  readonly states: AccountState[] = [];
  readonly health = new Health((state) => this.states.push(state));
  readonly connection: OpenTouchConnection;
  readonly channel: EventChannel;

  constructor(given: ServerSettings, timing: ConnectionTiming = quick) {
    this.connection = new OpenTouchConnection(given, this.health, timing);
    this.channel = new EventChannel(this.connection, given, timing);
  }

  async close(): Promise<void> {
    await this.channel.close();
    await this.connection.close();
  }

  async send(type: string, values: Values = {}, options: Partial<SendOptions> = {}): Promise<WireResponse> {
    const operation = operationOf(type);
    const { signal } = new AbortController();
    return this.connection.send(operation, await requestFor(operation, values), { signal, ...options });
  }

  listen(interest: Partial<EventInterest> = {}): Ear {
    const ear = new Ear({ packages: ['telephony'], events: [], loginNames: [], ...interest });
    this.channel.add(ear);
    return ear;
  }
}

/** An event source that keeps everything it is told. */
export class Ear implements ChannelListener {
  readonly interest: EventInterest;
  readonly events: Json[] = [];
  readonly states: ChannelState[] = [];
  readonly resyncs: Resync[] = [];
  readonly problems: TelephonyError[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(interest: EventInterest) {
    this.interest = interest;
  }

  onEvent(event: Json): void {
    this.#keep(this.events, event);
  }

  onState(state: ChannelState): void {
    this.#keep(this.states, state);
  }

  onResync(resync: Resync): void {
    this.#keep(this.resyncs, resync);
  }

  onProblem(error: TelephonyError): void {
    this.#keep(this.problems, error);
  }

  /** Names of the events so far. */
  names(): unknown[] {
    return this.events.map(({ eventName }) => eventName);
  }

  /** Resolves as soon as what was told fulfils a condition. */
  until(fulfilled: (ear: this) => boolean, what: string, bound = 10_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${what}: not within ${bound} ms`)), bound);
      const look = () => {
        if (!fulfilled(this)) return;
        clearTimeout(late);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  connected(times = 1): Promise<void> {
    const connections = () => this.states.filter(({ kind }) => kind === 'connected').length;
    return this.until(() => connections() >= times, `connection ${times}`);
  }

  #keep<T>(list: T[], item: T): void {
    list.push(item);
    for (const look of this.#waiting) look();
  }
}
