import type { Node, NodeAPI, NodeDef, NodeMessageInFlow, NodeStatus } from 'node-red';
import { systems } from '../catalogue/index.ts';
import type { TaskDescription } from '../catalogue/tasks/types.ts';
import type { System } from '../catalogue/types.ts';
import { TelephonyError } from '../runtime/errors.ts';
import { type InputContext, runInputNode } from '../runtime/nodes/input-node.ts';
import { type ResponseFacts, responseFacts } from '../runtime/nodes/operation-node.ts';
import { statusAfter } from '../runtime/nodes/success.ts';
import { accountOf, noAccount } from '../runtime/nodes/used-account.ts';
import type { Account } from '../runtime/operation/connection.ts';
import { collect, type StoredInput, withheldFrom } from '../runtime/operation/inputs.ts';
import { finderFor } from '../runtime/operation/lookup.ts';
import { isObject } from '../schema/json.ts';
import type { Values } from '../schema/values.ts';
import { inputsOf } from './inputs.ts';
import { actionOf, performTask, type SystemTask } from './perform-task.ts';

/** What a flow stores for a task: its properties as the catalogue declares them. */
export interface TaskConfig extends NodeDef {
  readonly system?: string;
  readonly action?: string;
  readonly errorOutput?: boolean;
  readonly [property: string]: unknown;
}

type TaskMessage = NodeMessageInFlow & { response?: ResponseFacts };

/** The choice that leaves the action to the message. */
const byMessage = 'message';

/** Registers the node type of a task. All tasks run this same code; only the description differs. */
export function registerTask(RED: NodeAPI, type: string, task: TaskDescription): void {
  RED.nodes.registerType(type, function (this: Node, config: TaskConfig) {
    RED.nodes.createNode(this, config);
    new TaskNode(RED, this, type, task, config);
  });
}

/** The system whose account a task uses. */
export function systemFor({ system: chosen }: TaskConfig): System {
  return Object.values(systems).find(({ name }) => name === chosen) ?? systems.opentouch;
}

class TaskNode {
  readonly #RED: NodeAPI;
  readonly #node: Node;
  readonly #config: TaskConfig;
  readonly #about: SystemTask;
  /** Status after what succeeded last. */
  #success: NodeStatus = {};

  constructor(RED: NodeAPI, node: Node, type: string, task: TaskDescription, config: TaskConfig) {
    this.#RED = RED;
    this.#node = node;
    this.#config = config;
    const system = systemFor(config);
    const origin = { system: system.name, operation: type };
    this.#about = { task, system, origin };
    const account = accountOf<Account>(RED, config[system.account], 'connection');
    runInputNode<TaskMessage>(node, {
      origin,
      account,
      problem: account ? this.#problem() : noAccount(origin, system.account),
      busy: 'status.sending',
      errorOutput: config.errorOutput === true,
      idle: () => node.status(this.#success),
      perform: async (message, context) => {
        if (account) await this.#perform(account, message, context);
      },
    });
  }

  /** What is set that can never be done. */
  #problem(): TelephonyError | undefined {
    const { action = '' } = this.#config;
    if (action === byMessage) return undefined;
    try {
      actionOf(this.#about, action);
      return undefined;
    } catch (error) {
      if (error instanceof TelephonyError) return error;
      throw error;
    }
  }

  async #perform(account: Account, message: TaskMessage, { signal, send }: InputContext): Promise<void> {
    const { task, system, origin } = this.#about;
    const { action: chosen = '' } = this.#config;
    const name = chosen === byMessage ? actionIn(message.payload) : chosen;
    const action = actionOf(this.#about, name);
    const settings = { ...this.#config, system: system.name, action: name };
    const inputs = await inputsOf(this.#RED, this.#node, task, settings, message, origin);
    const { connection } = account;
    const { last, answer } = await performTask(this.#about, action, account, {
      settings,
      inputs,
      known: payloadOf(message, system),
      hint: (input) => `; set it in the node or in msg.payload.${input}`,
      complete: (operation, values) =>
        collect(this.#RED, this.#node, message, operation, {
          fields: stored(values),
          fromPayload: true,
          defaults: connection.defaults,
          find: finderFor(connection, operation, { signal }),
        }),
      limits: { signal },
    });
    if (last) {
      const { response, outcome } = last.done;
      message.response = responseFacts(last.operation, response, connection.requestIdHeader, outcome);
    }
    if (answer) message.payload = answer.payload;
    this.#success = statusAfter(said(name, inputs, message.payload, answer !== undefined));
    send(message);
  }
}

/** What a message asks for: `{ action: 'off' }`, `'off'`, or a switch's `false`. */
function actionIn(payload: unknown): string {
  const asked = isObject(payload) ? payload['action'] : payload;
  if (typeof asked === 'boolean') return asked ? 'on' : 'off';
  return typeof asked === 'string' ? asked : '';
}

/** What a payload holds by name, but for what the message may not fill. */
function payloadOf(message: TaskMessage, system: System): Values {
  const { payload } = message;
  const withheld = withheldFrom(message, system);
  const entries = Object.entries(isObject(payload) ? payload : {});
  return Object.fromEntries(entries.filter(([name]) => !withheld.includes(name)));
}

/** Values as a dialog would hold them. */
function stored(values: Values): Record<string, StoredInput> {
  const entries = Object.entries(values).map(([name, value]) => [name, { type: 'json', value: JSON.stringify(value) }]);
  return Object.fromEntries(entries);
}

/** In short what was done, for the status: `→ 1002`, `2 found`, `off`. */
function said(action: string, { number, to }: Values, payload: unknown, hasResult: boolean): string {
  const target = number ?? to;
  if (target !== undefined) return `→ ${String(target)}`;
  if (hasResult && Array.isArray(payload)) return `${payload.length} found`;
  if (hasResult && typeof payload === 'boolean') return payload ? 'on' : 'off';
  return action;
}
