import { opentouch } from '../catalogue/opentouch/index.ts';
import { TelephonyError } from '../runtime/errors.ts';
import type { Connection } from '../runtime/operation/connection.ts';
import { itemsIn } from '../runtime/operation/pages.ts';
import { perform } from '../runtime/operation/perform.ts';
import { type DescribedOperation, type InputField, isMandatory, operationsOf } from '../schema/describe.ts';
import { type Difference, differencesOf } from '../schema/differences.ts';
import { isObject, type Json, parseJson } from '../schema/json.ts';
import { resultField } from '../schema/sample.ts';

/** What came of one operation that only reads. */
export interface OperationReading {
  /** Node type. */
  readonly operation: string;
  /** `unasked`: nothing is there that it could be asked about. */
  readonly result: 'as declared' | 'different' | 'refused' | 'unasked';
  readonly differences?: readonly Difference[];
  /** Why it was refused, or which input is missing. */
  readonly reason?: string;
}

/** Whether an operation changes nothing: neither at the server, nor of the session. */
function onlyReads({ method, effect, authentication }: DescribedOperation): boolean {
  return method === 'GET' && effect === undefined && authentication === undefined;
}

/**
 * Calls every operation of OpenTouch that only reads, one after the other, each once, and tells how its answer differs from
 * what the catalogue declares. What an operation wants to know is taken from the answers before it.
 * @param known values for the first ones: `loginName`
 */
export async function* readEverything(
  connection: Connection,
  known: Readonly<Record<string, string>>,
  signal: AbortSignal,
): AsyncGenerator<OperationReading> {
  const ids = new Map<string, unknown>(Object.entries(known));
  const operations = operationsOf(opentouch).filter(onlyReads);
  // Those that want the least come first, for the others want what they tell.
  const wishes = (operation: DescribedOperation) => operation.fields.filter(isWanted).length;
  for (const operation of operations.toSorted((one, other) => wishes(one) - wishes(other))) {
    if (signal.aborted) return;
    yield await readingOf(connection, operation, ids, signal);
  }
}

function isWanted(field: InputField): boolean {
  return isMandatory(field) || (field.required === true && field.lookup !== undefined);
}

async function readingOf(
  connection: Connection,
  operation: DescribedOperation,
  ids: Map<string, unknown>,
  signal: AbortSignal,
): Promise<OperationReading> {
  const { type, system, domain, rules } = operation;
  const oneOf = rules?.exactlyOne?.find((name) => ids.has(name));
  const wanted = [...operation.fields.filter(isWanted).map(({ name }) => name), ...(oneOf ? [oneOf] : [])];
  const missing =
    wanted.find((name) => !ids.has(name)) ?? (rules?.exactlyOne && !oneOf ? rules.exactlyOne[0] : undefined);
  if (missing) return { operation: type, result: 'unasked', reason: `no ${missing} to ask about` };
  // An administrator has to say whose, where others need not.
  const usual = operation.fields.filter(({ name, noDefault }) => system.defaults.includes(name) && !noDefault);
  const given = [...wanted, ...usual.map(({ name }) => name)].filter((name) => ids.has(name));
  const values = Object.fromEntries(given.map((name) => [name, ids.get(name)]));
  try {
    const { payload, response } = await perform(connection, operation, values, { signal });
    const field = resultField(operation);
    collect(operation, payload, ids);
    if (!field || !isStructured(payload)) return { operation: type, result: 'as declared' };
    // As the server sent it: what flows get is read as it is declared.
    const differences = differencesOf(domain, field, parseJson(response.body.toString('utf8')));
    return { operation: type, result: differences.length > 0 ? 'different' : 'as declared', differences };
  } catch (error) {
    if (!(error instanceof TelephonyError)) throw error;
    return { operation: type, result: 'refused', reason: error.message.replace(`${type}: `, '') };
  }
}

function isStructured(payload: unknown): payload is object {
  return typeof payload === 'object' && payload !== null && !(payload instanceof Uint8Array);
}

/** Keeps the first id of each kind that an answer holds, by the names under which other operations ask for it. */
function collect({ type }: DescribedOperation, payload: unknown, ids: Map<string, unknown>): void {
  for (const field of operationsOf(opentouch).flatMap(({ fields }) => fields)) {
    if (field.lookup?.operation !== type || ids.has(field.name)) continue;
    const [first] = itemsIn(field.lookup, payload).filter(isObject);
    const id = first?.[field.lookup.id];
    if (typeof id === 'string' || typeof id === 'number') ids.set(field.name, id);
  }
  for (const object of objectsIn(payload)) {
    for (const [name, value] of Object.entries(object)) {
      if (/(?:Id|Ref|Name)$/.test(name) && typeof value === 'string' && value !== '' && !ids.has(name))
        ids.set(name, value);
    }
  }
}

/** All objects of an answer, the outer ones first. */
function objectsIn(value: unknown, depth = 0): Json[] {
  if (depth > 8) return [];
  if (Array.isArray(value)) return value.flatMap((item) => objectsIn(item, depth + 1));
  if (!isObject(value)) return [];
  return [value, ...Object.values(value).flatMap((inner) => objectsIn(inner, depth + 1))];
}
