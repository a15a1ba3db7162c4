import { basename } from 'node:path';
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Need } from '../catalogue/types.ts';
import type { DescribedOperation, InputField } from './describe.ts';
import { invalidInput, type Origin } from './errors.ts';
import { render, templateProblem } from './template.ts';
import { fit, Unfit } from './values.ts';

/** One typed input as a flow stores it. */
export interface StoredInput {
  readonly type: string;
  readonly value: string;
}

/** Checked values by field name, ready to be sent. Absent fields are absent. */
export type Values = Readonly<Record<string, unknown>>;

/** Where the values come from that nobody gave. */
export interface Completion {
  /** The account's values, last. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Finds the value of a field with a look-up, given the other values. */
  find(field: InputField, values: Values): Promise<unknown>;
}

export interface InputSources extends Completion {
  /** What the dialog set. */
  readonly fields: Readonly<Record<string, StoredInput>>;
  /** Whether empty fields are taken from `msg.payload`. */
  readonly fromPayload: boolean;
}

/**
 * Collects an operation's inputs: dialog first, then `msg.payload`, then the account.
 * @throws TelephonyError `INVALID_INPUT` naming the field and what was expected
 */
export async function collect(
  RED: NodeAPI,
  node: Node,
  message: NodeMessage,
  operation: DescribedOperation,
  sources: InputSources,
): Promise<Values> {
  const origin = { system: operation.system.name, operation: operation.type };
  const inDialog = operation.fields.filter(({ name }) => isSet(sources.fields[name]));
  const given = new Map<string, unknown>();
  for (const field of inDialog) {
    given.set(
      field.name,
      await evaluate(RED, node, message, sources.fields[field.name] as StoredInput, origin, field.name),
    );
  }
  const payload = sources.fromPayload ? payloadOf(message, operation) : {};
  const alternatives = operation.rules?.exactlyOne ?? [];
  const chosen = alternatives.some((name) => given.has(name));
  for (const { name } of operation.fields) {
    // A choice made in the dialog is not muddled by other ids that the payload happens to hold.
    const muddles = chosen && alternatives.includes(name);
    if (!given.has(name) && !muddles && Object.hasOwn(payload, name)) given.set(name, payload[name]);
  }
  return complete(operation, given, sources);
}

/**
 * Checks what was given and adds what is known otherwise.
 * @param given by field name; taken over
 * @throws TelephonyError `INVALID_INPUT` naming the field and what was expected
 */
export async function complete(
  operation: DescribedOperation,
  given: Map<string, unknown>,
  sources: Completion,
): Promise<Values> {
  const origin = { system: operation.system.name, operation: operation.type };
  for (const field of operation.fields) {
    const fallback = field.noDefault ? undefined : sources.defaults[field.name];
    if (isEmpty(given.get(field.name)) && fallback) given.set(field.name, fallback);
  }
  const checked = (fields: readonly InputField[]) =>
    Object.fromEntries(
      fields.flatMap((field) => {
        const value = check(operation, field, given.get(field.name), origin);
        return value === undefined ? [] : [[field.name, value]];
      }),
    );
  const toFind = operation.fields.filter(({ name, lookup }) => lookup && isEmpty(given.get(name)));
  const values = checked(operation.fields.filter((field) => !toFind.includes(field)));
  checkRules(operation, values, origin);
  // Looking up takes a request, so all else has been found good before. What was found may help to find the next.
  let all = values;
  for (const field of toFind) {
    given.set(field.name, await sources.find(field, all));
    all = { ...all, ...checked([field]) };
  }
  return all;
}

/** Whether the dialog holds a value: an untouched text is stored as nothing, or as an empty one. */
export function isSet(input: StoredInput | undefined): input is StoredInput {
  return input !== undefined && (input.value !== '' || input.type === 'date');
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The fields that a payload holds. Where a file is wanted, a payload that is no object is its contents. */
function payloadOf(message: NodeMessage, { fields }: DescribedOperation): Readonly<Record<string, unknown>> {
  const { payload } = message;
  const file = fields.find(({ in: place, type }) => place === 'form' && type === 'byte');
  if (file && (typeof payload === 'string' || Buffer.isBuffer(payload))) {
    const { filename } = message as { filename?: unknown };
    return { [file.name]: payload, ...(typeof filename === 'string' && { filename: basename(filename) }) };
  }
  return typeof payload === 'object' && payload !== null && !Array.isArray(payload) && !Buffer.isBuffer(payload)
    ? (payload as Record<string, unknown>)
    : {};
}

function check(operation: DescribedOperation, field: InputField, value: unknown, origin: Origin): unknown {
  if (isEmpty(value)) {
    if (field.fallback !== undefined) return field.fallback;
    if (value === '' && field.in === 'body' && (field.blank || !field.required)) return '';
    if (!field.required) return undefined;
    throw invalidInput(origin, field.name, `is missing; set it in the node${hintOf(field)}`);
  }
  try {
    const fitted = fit(operation.domain, field, value, field.name);
    // A dot segment would leave the path that the operation stands for.
    const inPath = operation.path.includes(`{${field.name}}`);
    if (inPath && (fitted === '.' || fitted === '..')) throw new Unfit(field.name, 'is not an id');
    return fitted;
  } catch (error) {
    if (error instanceof Unfit) throw invalidInput(origin, error.path, error.message);
    throw error;
  }
}

function hintOf(field: InputField): string {
  return field.noDefault ? '' : ` or in msg.payload.${field.name}`;
}

function checkRules(operation: DescribedOperation, values: Values, origin: Origin): void {
  const { exactlyOne, together = [], exclusive = [], needs = [] } = operation.rules ?? {};
  const has = (name: string) => values[name] !== undefined;
  if (exactlyOne) {
    const [first, second] = exactlyOne.filter(has);
    const choice = `exactly one of ${exactlyOne.join(', ')} is expected`;
    if (!first) throw invalidInput(origin, exactlyOne[0] as string, `is missing; ${choice}`);
    if (second) throw invalidInput(origin, second, `stands beside ${first}; ${choice}`);
  }
  for (const group of together) {
    const absent = group.find((name) => !has(name));
    if (absent && group.some(has)) throw invalidInput(origin, absent, `is missing; it goes with ${group.join(', ')}`);
  }
  const [first, second] = exclusive.filter((group) => group.some(has));
  if (first && second) {
    throw invalidInput(origin, second[0] as string, `cannot be used together with ${first.join(', ')}`);
  }
  for (const { fields, when } of needs) {
    const absent = fields.find((name) => !has(name));
    if (absent && isSo(when, values))
      throw invalidInput(origin, absent, `is missing; it is needed ${inWords(when, values)}`);
  }
  for (const { name, beside } of operation.fields) {
    if (beside && has(name) && !isSo(beside, values)) {
      throw invalidInput(origin, name, `does not go ${inWords(beside, values)}`);
    }
  }
}

/** Whether every field has one of the values. */
function isSo(when: Need['when'], values: Values): boolean {
  return Object.entries(when).every(([name, expected]) => expected.includes(String(values[name])));
}

function inWords(when: Need['when'], values: Values): string {
  const parts = Object.keys(when).map((name) => `${name} ${values[name] === undefined ? 'left out' : values[name]}`);
  return `with ${parts.join(' and ')}`;
}

/**
 * The value of one typed input.
 * @param origin whose error a value is that cannot be had
 * @throws TelephonyError `INVALID_INPUT` naming the input
 */
export async function evaluate(
  RED: NodeAPI,
  node: Node,
  message: NodeMessage,
  input: StoredInput,
  origin: Origin,
  name: string,
): Promise<unknown> {
  const property = (value: string, type: string) =>
    new Promise<unknown>((resolve, reject) => {
      RED.util.evaluateNodeProperty(value, type, node, message, (error, result) => {
        if (error) reject(error);
        else resolve(result);
      });
    });
  if (input.type === 'str') {
    const problem = templateProblem(input.value);
    if (problem) throw invalidInput(origin, name, `the template is broken: ${problem}`);
    return render(input.value, message, (source, key) => property(key, source));
  }
  try {
    return await property(input.value, input.type);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidInput(origin, name, `cannot be evaluated as ${input.type}: ${reason}`);
  }
}
