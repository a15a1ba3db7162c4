import type { Node, NodeAPI, NodeDef, NodeMessageInFlow, NodeStatus } from 'node-red';
import { systems } from '../catalogue/index.ts';
import { identities } from '../catalogue/tasks/common.ts';
import type { TaskAction, TaskDescription, TaskResult, TaskStep } from '../catalogue/tasks/types.ts';
import type { System } from '../catalogue/types.ts';
import { invalidInput, type Origin, type TelephonyError } from '../runtime/errors.ts';
import { type InputContext, runInputNode } from '../runtime/nodes/input-node.ts';
import { type ResponseFacts, responseFacts } from '../runtime/nodes/operation-node.ts';
import { statusAfter } from '../runtime/nodes/success.ts';
import { accountOf, noAccount } from '../runtime/nodes/used-account.ts';
import { carryOut } from '../runtime/operation/carry-out.ts';
import type { Account, Connection } from '../runtime/operation/connection.ts';
import { collect, type StoredInput, withheldFrom } from '../runtime/operation/inputs.ts';
import { finderFor } from '../runtime/operation/lookup.ts';
import { type DescribedOperation, inDialect, operationsOf } from '../schema/describe.ts';
import { isObject } from '../schema/json.ts';
import { isBeside } from '../schema/rules.ts';
import type { Values } from '../schema/values.ts';
import { filled } from './fill.ts';
import { inputsOf } from './inputs.ts';
import { theOneMeant } from './meant.ts';
import { onlyCall } from './only-call.ts';
import { procedures } from './procedures.ts';
import { resultOf } from './results.ts';

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
  readonly #task: TaskDescription;
  readonly #config: TaskConfig;
  readonly #system: System;
  readonly #origin: Origin;
  readonly #operations: ReadonlyMap<string, DescribedOperation>;
  /** Status after what succeeded last. */
  #success: NodeStatus = {};

  constructor(RED: NodeAPI, node: Node, type: string, task: TaskDescription, config: TaskConfig) {
    this.#RED = RED;
    this.#node = node;
    this.#task = task;
    this.#config = config;
    this.#system = systemFor(config);
    this.#origin = { system: this.#system.name, operation: type };
    this.#operations = new Map(operationsOf(this.#system).map((operation) => [operation.type, operation]));
    const property = this.#system.account;
    const account = accountOf<Account>(RED, config[property], 'connection');
    runInputNode<TaskMessage>(node, {
      origin: this.#origin,
      account,
      problem: account ? this.#problem() : noAccount(this.#origin, property),
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
    return action === byMessage || this.#does(action) ? undefined : this.#impossible(action);
  }

  #does(action: string): TaskAction | undefined {
    const { actions } = this.#task;
    return Object.hasOwn(actions, action) ? actions[action]?.[this.#system.name] : undefined;
  }

  #impossible(action: string): TelephonyError {
    const possible = Object.keys(this.#task.actions).filter((name) => this.#does(name));
    const known = Object.hasOwn(this.#task.actions, action);
    const expected = known ? `"${action}" is not possible with ${this.#system.name}` : `has no value "${action}"`;
    return invalidInput(this.#origin, 'action', `${expected}; choose one of ${possible.join(', ')}`);
  }

  async #perform(account: Account, message: TaskMessage, context: InputContext): Promise<void> {
    const { action: chosen = '' } = this.#config;
    const name = chosen === byMessage ? actionIn(message.payload) : chosen;
    const action = this.#does(name);
    if (!action) throw this.#impossible(name);
    const settings = { ...this.#config, system: this.#system.name, action: name };
    const inputs = await inputsOf(this.#RED, this.#node, this.#task, settings, message, this.#origin);
    this.#require(action, settings, inputs);
    const results: unknown[] = [];
    const kept: Record<string, unknown> = { ...inputs };
    for (const step of action.steps) {
      if (!isDue(step, kept)) continue;
      const { response, ...outcome } = await this.#step(account, action, step, kept, message, context);
      message.response = response;
      if (!step.result) continue;
      const result = this.#result(step.result, outcome.payload, inputs);
      if (!step.keeps) results.push(result);
      else if (isObject(result)) kept[step.keeps.input] = result[step.keeps.at];
    }
    if (results.length > 0) message.payload = results.every(Array.isArray) ? results.flat() : results.at(-1);
    this.#success = statusAfter(said(name, inputs, message.payload, results.length > 0));
    context.send(message);
  }

  #require({ requires = [] }: TaskAction, settings: Values, inputs: Values): void {
    const { properties } = this.#task;
    const isMissing = (name: string) => inputs[name] === undefined && isBeside(properties, name, settings);
    const [missing] = requires.map((names) => [names].flat()).find((names) => names.every(isMissing)) ?? [];
    if (missing) {
      throw invalidInput(this.#origin, missing, `is missing; set it in the node or in msg.payload.${missing}`);
    }
  }

  #result(result: TaskResult, answer: unknown, inputs: Values): unknown {
    const read = resultOf(result, answer);
    const { meantBy } = result;
    return meantBy && Array.isArray(read) ? theOneMeant(read, String(inputs[meantBy]), meantBy, this.#origin) : read;
  }

  async #step(
    account: Account,
    { call }: TaskAction,
    step: TaskStep,
    inputs: Values,
    message: TaskMessage,
    { signal }: InputContext,
  ): Promise<{ readonly response: ResponseFacts; readonly payload?: unknown }> {
    const { connection } = account;
    const operation = this.#operation(connection, step.operation);
    const declared = { ...identities[this.#system.name], ...step.values };
    const own = Object.entries(declared).filter(([name]) => operation.fields.some((field) => field.name === name));
    const fields = filled(Object.fromEntries(own), inputs) as Values;
    const given = { ...withoutBlanks(connection.defaults), ...payloadOf(message, this.#system), ...fields };
    const isKnown = (name: string) => given[name] !== undefined;
    // Whose call it is, is asked even if the operation itself has no field for the user.
    const whose = { ...given, ...(filled({ ...identities[this.#system.name] }, inputs) as Values) };
    const found =
      call && !Object.keys(call.fields).every(isKnown)
        ? await onlyCall(connection, this.#operation(connection, call.operation), call, whose, this.#origin, { signal })
        : {};
    const values = await collect(this.#RED, this.#node, message, operation, {
      fields: stored({ ...fields, ...found }),
      fromPayload: true,
      defaults: connection.defaults,
      find: finderFor(connection, operation, { signal }),
    });
    const { response, outcome, ...result } = step.procedure
      ? await procedures[step.procedure](connection, operation, values, inputs, { signal })
      : await carryOut(account, operation, values, { signal, wholeList: true });
    return { ...result, response: responseFacts(operation, response, connection.requestIdHeader, outcome) };
  }

  #operation({ dialects }: Connection, type: string): DescribedOperation {
    const operation = this.#operations.get(type);
    if (!operation) throw new Error(`${this.#system.name} has no ${type}`);
    return inDialect(operation, dialects);
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
  const entries = Object.entries(isObject(payload) ? withoutBlanks(payload) : {});
  return Object.fromEntries(entries.filter(([name]) => !withheld.includes(name)));
}

function withoutBlanks(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== null));
}

function isDue({ when = {}, unless }: TaskStep, inputs: Values): boolean {
  if (unless !== undefined && inputs[unless] !== undefined) return false;
  return Object.entries(when).every(([name, values]) => values.includes(String(inputs[name])));
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
