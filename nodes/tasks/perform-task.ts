import { identities } from '../catalogue/tasks/common.ts';
import type { TaskAction, TaskDescription, TaskResult, TaskStep } from '../catalogue/tasks/types.ts';
import type { System } from '../catalogue/types.ts';
import { invalidInput, type Origin, type TelephonyError } from '../runtime/errors.ts';
import { type CarriedOutOperation, carryOut } from '../runtime/operation/carry-out.ts';
import type { Account, Connection, SendOptions } from '../runtime/operation/connection.ts';
import { type DescribedOperation, inDialect, operationsOf } from '../schema/describe.ts';
import { isObject } from '../schema/json.ts';
import { isBeside } from '../schema/rules.ts';
import type { Values } from '../schema/values.ts';
import { filled } from './fill.ts';
import { theOneMeant } from './meant.ts';
import { onlyCall } from './only-call.ts';
import { procedures } from './procedures.ts';
import { resultOf } from './results.ts';

/** A task of a system, whoever does it: a node or a program. */
export interface SystemTask {
  readonly task: TaskDescription;
  readonly system: System;
  /** Whose errors its errors are. */
  readonly origin: Origin;
}

/** What a task is done with. */
export interface TaskRun {
  /** What was chosen, by name of the property. */
  readonly settings: Values;
  /** By name of the input. */
  readonly inputs: Values;
  /** What else is known by the name of a field, such as the reference of a call. */
  readonly known: Values;
  /** Where a missing input could have been given, as the end of a sentence. */
  readonly hint: (input: string) => string;
  /** Checks and completes the values of an operation. */
  complete(operation: DescribedOperation, values: Values): Promise<Values>;
  readonly limits: SendOptions;
}

/** How one operation of a task went. */
interface StepDone {
  readonly operation: DescribedOperation;
  readonly done: CarriedOutOperation;
}

/** What came of a task. */
export interface TaskDone {
  /** The last operation that was carried out. */
  readonly last?: StepDone;
  /** Absent where the task answers nothing. */
  readonly answer?: { readonly payload: unknown };
}

/**
 * What a task does for an action.
 * @throws TelephonyError `INVALID_INPUT` where the system cannot do it, or the task has no such action
 */
export function actionOf({ task: { actions }, system, origin }: SystemTask, action: string): TaskAction {
  const found = Object.hasOwn(actions, action) ? actions[action]?.[system.name] : undefined;
  if (found) return found;
  const possible = Object.keys(actions).filter((name) => actions[name]?.[system.name]);
  const expected = Object.hasOwn(actions, action)
    ? `"${action}" is not possible with ${system.name}`
    : `has no value "${action}"`;
  throw invalidInput(origin, 'action', `${expected}; choose one of ${possible.join(', ')}`);
}

/**
 * Does a task: its operations one after the other, as far as they are due.
 * @throws TelephonyError
 */
export async function performTask(
  about: SystemTask,
  action: TaskAction,
  account: Pick<Account, 'connection' | 'listening'>,
  run: TaskRun,
): Promise<TaskDone> {
  const missing = missingInput(about, action, run);
  if (missing) throw missing;
  const results: unknown[] = [];
  const kept: Record<string, unknown> = { ...run.inputs };
  let last: StepDone | undefined;
  for (const step of action.steps) {
    if (!isDue(step, kept)) continue;
    last = await perform(about, action, step, account, { ...run, inputs: kept });
    if (!step.result) continue;
    const result = read(about, step.result, last.done.payload, run.inputs);
    if (!step.keeps) results.push(result);
    else if (isObject(result)) kept[step.keeps.input] = result[step.keeps.at];
  }
  const payload = results.every(Array.isArray) ? results.flat() : results.at(-1);
  return { ...(last && { last }), ...(results.length > 0 && { answer: { payload } }) };
}

function missingInput(
  { task: { properties }, origin }: SystemTask,
  { requires = [] }: TaskAction,
  { inputs, settings, hint }: TaskRun,
): TelephonyError | undefined {
  const isMissing = (name: string) => inputs[name] === undefined && isBeside(properties, name, settings);
  const [missing] = requires.map((names) => [names].flat()).find((names) => names.every(isMissing)) ?? [];
  return missing ? invalidInput(origin, missing, `is missing${hint(missing)}`) : undefined;
}

async function perform(
  { system, origin }: SystemTask,
  { call }: TaskAction,
  step: TaskStep,
  account: Pick<Account, 'connection' | 'listening'>,
  { inputs, known, complete, limits }: TaskRun,
): Promise<StepDone> {
  const { connection } = account;
  const operation = operationIn(system, connection, step.operation);
  const declared = { ...identities[system.name], ...step.values };
  const own = Object.entries(declared).filter(([name]) => operation.fields.some((field) => field.name === name));
  const fields = filled(Object.fromEntries(own), inputs) as Values;
  const given = { ...withoutBlanks(connection.defaults), ...withoutBlanks(known), ...fields };
  const isKnown = (name: string) => given[name] !== undefined;
  // Whose call it is, is asked even if the operation itself has no field for the user.
  const whose = { ...given, ...(filled({ ...identities[system.name] }, inputs) as Values) };
  const found =
    call && !Object.keys(call.fields).every(isKnown)
      ? await onlyCall(connection, operationIn(system, connection, call.operation), call, whose, origin, limits)
      : {};
  const values = await complete(operation, { ...fields, ...found });
  const done = step.procedure
    ? await procedures[step.procedure](connection, operation, values, inputs, limits)
    : await carryOut(account, operation, values, { ...limits, wholeList: true });
  return { operation, done };
}

function operationIn(system: System, { dialects }: Connection, type: string): DescribedOperation {
  const operation = operationsOf(system).find((one) => one.type === type);
  if (!operation) throw new Error(`${system.name} has no ${type}`);
  return inDialect(operation, dialects);
}

function read({ origin }: SystemTask, result: TaskResult, answer: unknown, inputs: Values): unknown {
  const found = resultOf(result, answer);
  const { meantBy } = result;
  return meantBy && Array.isArray(found) ? theOneMeant(found, String(inputs[meantBy]), meantBy, origin) : found;
}

function isDue({ when = {}, unless }: TaskStep, inputs: Values): boolean {
  if (unless !== undefined && inputs[unless] !== undefined) return false;
  return Object.entries(when).every(([name, values]) => values.includes(String(inputs[name])));
}

function withoutBlanks(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== null));
}
