import type { Property } from '../catalogue/property.ts';
import { taskNodes } from '../catalogue/tasks/index.ts';
import type { TaskDescription } from '../catalogue/tasks/types.ts';
import type { System } from '../catalogue/types.ts';
import { invalidInput, inWords, TelephonyError } from '../runtime/errors.ts';
import type { Account } from '../runtime/operation/connection.ts';
import { complete } from '../runtime/operation/inputs.ts';
import { finderFor } from '../runtime/operation/lookup.ts';
import type { AccountLabel } from '../runtime/wording.ts';
import { isBeside } from '../schema/rules.ts';
import type { Values } from '../schema/values.ts';
import { actionOf, performTask, type SystemTask } from '../tasks/perform-task.ts';
import { taskMethodName } from './names.ts';
import type { CallOptions } from './types.ts';

/** A task as a method of the client: the action and its inputs by name, then options. */
export type TaskMethod = (request?: Values, options?: CallOptions) => Promise<unknown>;

/** Properties of a task that a program has no use for: it has an account, and errors reject. */
const ofNodes: readonly string[] = ['name', 'system', 'server', 'account', 'errorOutput', 'action'];

/** The tasks that a system can do, by node type; sources are none. */
export function tasksOf({ name }: System): (readonly [type: string, task: TaskDescription])[] {
  const all: [string, TaskDescription][] = Object.entries(taskNodes);
  return all.filter(([, { actions }]) => Object.values(actions).some((bySystem) => bySystem[name]));
}

/** The inputs of a task that a program may give, in the order of the dialog. */
export function taskInputsOf({ properties }: TaskDescription): (readonly [name: string, property: Property])[] {
  return Object.entries(properties).filter(([name]) => !ofNodes.includes(name));
}

/** Every task of a system as a method: `tasks.call({ action: 'make', number: '1002' })`. */
export function taskMethods(
  system: System,
  account: Pick<Account, 'connection' | 'listening'>,
  label: AccountLabel,
): Readonly<Record<string, TaskMethod>> {
  const methods = tasksOf(system).map(([type, task]) => {
    const about = { task, system, origin: { system: system.name, operation: type } };
    return [taskMethodName(type), methodOf(about, account, label)] as const;
  });
  return Object.fromEntries(methods);
}

function methodOf(
  about: SystemTask,
  account: Pick<Account, 'connection' | 'listening'>,
  label: AccountLabel,
): TaskMethod {
  const { properties } = about.task;
  const presets = presetsOf(about.task);
  return async (request = {}, { signal = new AbortController().signal, timeout } = {}) => {
    try {
      const { action: chosen = properties['action']?.value } = request;
      const action = actionOf(about, String(chosen));
      const settings = { ...presets, ...request, system: about.system.name, action: chosen };
      const { connection } = account;
      const limits = { signal, ...(timeout && { timeout: timeout * 1000 }) };
      const { answer } = await performTask(about, action, account, {
        settings,
        inputs: inputsFor(about, settings),
        known: {},
        hint: () => '',
        complete: (operation, values) =>
          complete(operation, new Map(Object.entries(values)), {
            defaults: connection.defaults,
            find: finderFor(connection, operation, limits),
          }),
        limits,
      });
      return answer?.payload;
    } catch (error) {
      throw error instanceof TelephonyError ? inWords(error, { account: label }) : error;
    }
  };
}

/** What a program gave, and what a new node would hold where it gave nothing. */
function inputsFor({ task, origin }: SystemTask, settings: Values): Values {
  const inputs = taskInputsOf(task).flatMap(([name, { values }]) => {
    const given = settings[name];
    if (given === undefined || given === null || given === '' || !isBeside(task.properties, name, settings)) return [];
    if (values && !values.includes(String(given))) {
      throw invalidInput(origin, name, `expected one of ${values.join(', ')}`);
    }
    return [[name, given] as const];
  });
  return Object.fromEntries(inputs);
}

/** What a new node holds. */
function presetsOf(task: TaskDescription): Values {
  const plain = taskInputsOf(task).filter(([, { editor }]) => editor !== 'typed');
  return Object.fromEntries(plain.map(([name, { value }]) => [name, value]));
}
