import assert from 'node:assert/strict';
import type { OpenTouchOptions } from '../../nodes/simulator/opentouch/server/options.ts';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { account, fresh, operation, type TypedValue, tab } from './flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from './node-red.ts';

/** An operation node: the type without its system, which is also its id, what its dialog holds, and other properties. */
export type Wanted = readonly [name: string, fields?: Readonly<Record<string, TypedValue>>, properties?: object];

export interface Site {
  readonly simulator: Simulator;
  /** Names of the operations that the server was asked for since the last time, without login and channel. */
  asked(): string[];
}

export const str = (value: string): TypedValue => ({ type: 'str', value });
export const json = (value: unknown): TypedValue => ({ type: 'json', value: JSON.stringify(value) });
export const payloadOf = <T>(message: Message) => message['payload'] as T;
export const credentialsOf = (login: string) => ({ credentials: { login, password: `${login}-secret` } });

/** Operation nodes, each with its name as its id. */
export function nodesOf(wanted: readonly Wanted[]): FlowNode[] {
  return wanted.map(([name, fields = {}, properties = {}]) =>
    operation(`opentouch-${name}`, fields, { id: name, ...properties }),
  );
}

/** A real Node-RED that drives the nodes of one chapter against simulators. */
export class Chapter {
  readonly #events: readonly string[];
  #red: NodeRed | undefined;

  /** @param events what the event source of every flow is to follow */
  constructor(events: readonly string[]) {
    this.#events = events;
  }

  get red(): NodeRed {
    assert.ok(this.#red, 'Node-RED does not run');
    return this.#red;
  }

  async start(): Promise<void> {
    this.#red = await startNodeRed();
  }

  async stop(): Promise<void> {
    await this.#red?.stop();
  }

  /** Sends a message into an operation node; fails if it ends as an error. */
  readonly through = async (name: string, payload: unknown = {}, more: Message = {}): Promise<Message> => {
    this.red.inject(name, { ...more, payload });
    const { sink, message } = await this.red.nextOf(['out', 'errors']);
    assert.equal(sink, 'out', `${name} ended as an error: ${JSON.stringify(message['error'])}`);
    return message;
  };

  readonly refused = async (
    name: string,
    payload: unknown = {},
  ): Promise<{ code: string; cause: Record<string, unknown> }> => {
    this.red.inject(name, { payload });
    const { sink, message } = await this.red.nextOf(['out', 'errors']);
    assert.equal(sink, 'errors', `${name} did not end as an error`);
    return message['error'] as { code: string; cause: Record<string, unknown> };
  };

  /** The next event of that name, those before it being passed over. */
  readonly event = async <T>(eventName: string): Promise<T> => {
    for (;;) {
      const message = await this.red.next('events');
      if (message['topic'] === eventName) return payloadOf<T>(message);
    }
  };

  /** Runs a test with the operation nodes of somebody's account at a simulator of its own, and his events at the sink `events`. */
  readonly at = async (
    login: string,
    wanted: readonly Wanted[],
    run: (site: Site) => Promise<void>,
    options: { readonly opentouch?: OpenTouchOptions; readonly account?: object } = {},
  ): Promise<void> => {
    const simulator = await startSimulator({ port: 0, opentouch: options.opentouch ?? {} });
    const source = { z: 'tab', server: 'server', packages: [], events: this.#events, wires: [['events']] };
    try {
      await this.red.deploy([
        ...tab(account(simulator.url, { ...credentialsOf(login), ...options.account }), ...nodesOf(wanted)),
        fresh('source', 'opentouch-events', source),
        { id: 'events', type: 'test-sink', z: 'tab', wires: [[]] },
      ]);
      await this.red.untilStatus('source', ({ fill }) => fill === 'green');
      let seen = simulator.requests().length;
      const asked = () => {
        const names = simulator.requests().slice(seen);
        seen += names.length;
        return names.map(({ name }) => name);
      };
      await run({ simulator, asked });
    } finally {
      await this.red.deploy([]);
      await simulator.stop();
    }
  };
}
