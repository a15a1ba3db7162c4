import { basename } from 'node:path';
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Field, System } from '../../catalogue/types.ts';
import { convertInput, problemIn } from '../../schema/convert.ts';
import type { DescribedOperation, InputField } from '../../schema/describe.ts';
import { parseJson, typedNumber } from '../../schema/json.ts';
import { sentAt } from '../../schema/places.ts';
import { inEnglish, type Problem } from '../../schema/problems.ts';
import { brokenRules } from '../../schema/rules.ts';
import type { Values } from '../../schema/values.ts';
import { invalidInput, type Origin, type TelephonyError } from '../errors.ts';
import { render, templateProblem } from './template.ts';

/** One typed input as a flow stores it. */
export interface StoredInput {
  readonly type: string;
  readonly value: string;
}

/** Where the values come from that nobody gave. */
export interface Completion {
  /** The account's values, last. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Finds the value of a field with a look-up, given the other values. */
  find(field: InputField, values: Values): Promise<unknown>;
}

/** Where the inputs of an operation come from. */
export interface InputSources extends Completion {
  /** What the dialog set. */
  readonly fields: Readonly<Record<string, StoredInput>>;
  /** Whether empty fields are taken from `msg.payload`. */
  readonly fromPayload: boolean;
  /** Whether a web request may say who acts: fill the system's `actors`. */
  readonly actorsFromRequest?: boolean;
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
  // What came through *http in* was written by a stranger.
  const withheld = sources.actorsFromRequest ? [] : withheldFrom(message, operation.system);
  const alternatives = operation.rules?.exactlyOne ?? [];
  const chosen = alternatives.some((name) => given.has(name));
  for (const field of operation.fields) {
    const { name } = field;
    // A choice made in the dialog is not muddled by other ids that the payload happens to hold.
    const muddles = chosen && alternatives.includes(name);
    if (given.has(name) || muddles || withheld.includes(name)) continue;
    const value = Object.hasOwn(payload, name) ? payload[name] : inEvent(payload, field);
    if (value !== undefined) given.set(name, value);
  }
  return complete(operation, given, sources, withheld);
}

/**
 * Checks what was given and adds what is known otherwise.
 * @param given by field name; taken over
 * @param withheld fields that the message may not fill
 * @throws TelephonyError `INVALID_INPUT` naming the field and what was expected
 */
export async function complete(
  operation: DescribedOperation,
  given: Map<string, unknown>,
  sources: Completion,
  withheld: readonly string[] = [],
): Promise<Values> {
  const origin = { system: operation.system.name, operation: operation.type };
  for (const field of operation.fields) {
    const fallback = field.noDefault ? undefined : sources.defaults[field.name];
    if (isEmpty(given.get(field.name)) && fallback) given.set(field.name, fallback);
  }
  const checked = (fields: readonly InputField[]): Values => {
    const values: Record<string, unknown> = {};
    for (const field of fields) {
      const problem = problemIn(() => {
        const value = convertInput(operation.domain, field, given.get(field.name));
        if (value !== undefined) values[field.name] = value;
      });
      if (problem) throw inputError(origin, problem, field, withheld.includes(field.name));
    }
    return values;
  };
  const toFind = operation.fields.filter(({ name, lookup }) => lookup && isEmpty(given.get(name)));
  const values = checked(operation.fields.filter((field) => !toFind.includes(field)));
  const [broken] = brokenRules(operation, values);
  if (broken) throw inputError(origin, broken);
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

/** The fields that a message may not fill: those of who acts, where it came through the core node *http in*. */
export function withheldFrom(message: NodeMessage, { actors }: System): readonly string[] {
  const { req } = message as { req?: unknown };
  return typeof req === 'object' && req !== null ? actors : [];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** What an event holds for an input at another place than under its name. */
export function inEvent(
  event: Readonly<Record<string, unknown>>,
  { from = [], many }: Pick<Field, 'from' | 'many'>,
): unknown {
  const found = [from].flat().map((place) => sentAt(event, place));
  return found.find((value) => value !== undefined && value !== null && (many || !Array.isArray(value)));
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

/**
 * @param field the input that the problem is in, where it may be given in more than one way
 * @param isWithheld whether the message may not fill it
 */
function inputError(origin: Origin, problem: Problem, field?: InputField, isWithheld = false): TelephonyError {
  const { path, reason } = problem;
  const otherwise = isWithheld ? ', or let web requests say who acts' : ` or in msg.payload.${path}`;
  const inPayload = field?.noDefault ? '' : otherwise;
  const hint = reason === 'missing' && field?.name === path ? `; set it in the node${inPayload}` : '';
  return invalidInput(origin, path, `${inEnglish(problem)}${hint}`);
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
    // Node-RED would make numbers of them, and lose the digits of long ones.
    if (input.type === 'num') return typedNumber(String(input.value));
    if (input.type === 'json') return parseJson(String(input.value));
    return await property(input.value, input.type);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidInput(origin, name, `cannot be evaluated as ${input.type}: ${reason}`);
  }
}
