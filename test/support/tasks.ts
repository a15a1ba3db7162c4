import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../nodes/simulator/server/simulator.ts';
import { account, fresh, tab } from './flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from './node-red.ts';

/** The systems that tasks work with. */
export const taskSystems = ['opentouch', 'teaming'] as const;
export type TaskSystem = (typeof taskSystems)[number];

/** A task of an account: type without `telephony-`, properties, and whose account it is; its id is the key that it stands under. */
export type WantedTask = readonly [type: string, properties?: Readonly<Record<string, unknown>>, person?: string];

/** A real Node-RED with tasks on both systems of a simulator. */
export class TaskSite {
  #red: NodeRed | undefined;
  #simulator: Simulator | undefined;

  get red(): NodeRed {
    assert.ok(this.#red, 'Node-RED does not run');
    return this.#red;
  }

  get simulator(): Simulator {
    assert.ok(this.#simulator, 'there is no simulator');
    return this.#simulator;
  }

  async start(): Promise<void> {
    this.#red = await startNodeRed();
  }

  /** Ends what a test has begun. */
  async clear(): Promise<void> {
    await this.red.deploy([]);
    await this.#simulator?.stop();
    this.#simulator = undefined;
  }

  async stop(): Promise<void> {
    await this.#red?.stop();
  }

  /** Deploys tasks, by id, with a fresh simulator; each is wired to the sink `out`, sources to a sink of their own besides. */
  async deploy(
    system: TaskSystem,
    tasks: Readonly<Record<string, WantedTask>>,
    more: readonly FlowNode[] = [],
  ): Promise<void> {
    this.#simulator ??= await startSimulator({ port: 0 });
    const wanted = Object.entries(tasks);
    const people = new Set(wanted.map(([, [, , person = 'dave']]) => person));
    const accounts = [...people].map((person) => accountOf(system, person, this.simulator.url));
    const nodes = wanted.map(([id, [type, properties = {}, person = 'dave']]) =>
      fresh(id, `telephony-${type}`, {
        z: 'tab',
        system,
        [system === 'opentouch' ? 'server' : 'account']: person,
        wires: [['out']],
        ...properties,
      }),
    );
    await this.red.deploy(tab(...accounts, ...nodes, ...more));
  }

  /** Sends a message through a task; fails if it ends as an error. */
  async through(id: string, payload: unknown = '', more: Message = {}): Promise<Message> {
    this.red.inject(id, { ...more, payload });
    const { sink, message } = await this.red.nextOf(['out', 'errors']);
    assert.equal(sink, 'out', `${id} ended as an error: ${JSON.stringify(message['error'])}`);
    return message;
  }

  /** Sends a message into a task; fails if it does not end as an error. */
  async refused(
    id: string,
    payload: unknown = '',
  ): Promise<{ code: string; message: string; cause: Record<string, unknown> }> {
    this.red.inject(id, { payload });
    const { sink, message } = await this.red.nextOf(['out', 'errors']);
    assert.equal(sink, 'errors', `${id} did not end as an error`);
    return message['error'] as { code: string; message: string; cause: Record<string, unknown> };
  }

  /** Requests to the simulated API since the last call, by the node types of the operations. */
  asked(...types: readonly string[]): number {
    return this.simulator.requests().filter(({ name }) => types.includes(name)).length;
  }
}

/** Somebody's account of the simulator; its id is the person's name. */
export function accountOf(system: TaskSystem, person: string, url: string): FlowNode {
  if (system === 'opentouch') {
    return account(url, { id: person, credentials: { login: person, password: `${person}-secret` } });
  }
  return fresh(person, 'teaming-account', {
    baseUrl: `${url}/teaming`,
    tokenUrl: `${url}/openidconnect/b2b/v1/token`,
    authorizeUrl: `${url}/openidconnect/b2b/v1/authorize`,
    credentials: {
      clientId: 'switchboard-demo',
      clientSecret: 'demo_secret-1.x',
      tokens: JSON.stringify({ refreshToken: `sim-refresh-${person}` }),
    },
  });
}

/** A value that the dialog holds. */
export const typed = (value: string, type = 'str') => ({ type, value });
