import type { Field } from '../catalogue/types.ts';
import { enumerationOf, type InputField, type Known, structureOf } from './describe.ts';
import { isObject, parseJson } from './json.ts';
import { dialledNumber } from './phone-number.ts';
import { InvalidValue, type Problem } from './problems.ts';
import { type Limits, scalarOf, scalars } from './scalars.ts';

/** The words of a field that say what its value looks like. */
export type Shape = Pick<Field, 'type' | 'many' | 'orMany' | 'values' | 'free' | 'dialled'> & Limits;

/**
 * Where a value comes from. A flow, a program and the text of a query may put a value in many ways; in JSON that came over the wire
 * it has the type that it is of.
 */
export type ValueOrigin = 'flow' | 'json';

/** A map is many values already; the reference calls it a list now and then. */
const mapType = 'map<string,string>';

/**
 * Checks a value against its field and turns it into what the API wants: `"7"` into 7 for an `int`, a Date into
 * ISO 8601, `"a,b"` into a list. Keys that the catalogue does not know are passed on, for servers grow.
 * @param path where the value stands, for whoever is told what is wrong with it
 * @throws InvalidValue
 */
export function convert(known: Known, field: Shape, value: unknown, path: string, from: ValueOrigin = 'flow') {
  const given = from === 'flow' ? fromText(value) : value;
  if (field.orMany && Array.isArray(given)) {
    return list(known, { type: field.orMany, many: true }, given, path, from);
  }
  if (!field.many || field.type === mapType) return single(known, field, value, path, from);
  if (Array.isArray(given)) return list(known, field, given, path, from);
  if (from === 'json') throw new InvalidValue(path, { reason: 'list' });
  const items = typeof given === 'string' ? given.split(',').map((item) => item.trim()) : [given];
  return list(known, field, items, path, from);
}

function list(known: Known, field: Shape, items: readonly unknown[], path: string, from: ValueOrigin): unknown[] {
  return items.map((item, index) => single(known, field, item, `${path}[${index}]`, from));
}

function single(known: Known, field: Shape, value: unknown, path: string, from: ValueOrigin): unknown {
  const allowed = field.values ?? enumerationOf(known, field.type);
  const scalar = allowed ? scalars.string : scalarOf(field.type);
  if (!scalar) return structure(known, field, value, path, from);
  const given = scalar.json === 'object' && from === 'flow' ? fromText(value) : value;
  const converted = scalar.convert(given, field, path);
  // A number that JavaScript has no digits for is read as a text of them.
  const type = typeof converted === 'bigint' ? 'string' : scalar.json;
  if (from === 'json' && typeof value !== type) throw new InvalidValue(path, { reason: 'json', type: scalar.json });
  if (allowed && !field.free && !allowed.includes(String(converted))) {
    throw new InvalidValue(path, { reason: 'allowed', values: allowed.join(', ') });
  }
  return field.dialled && from === 'flow' ? (dialledNumber(String(converted)) ?? converted) : converted;
}

function structure(known: Known, { type }: Shape, value: unknown, path: string, from: ValueOrigin) {
  const given = from === 'flow' ? fromText(value) : value;
  if (!isObject(given)) throw new InvalidValue(path, { reason: 'object', type });
  const result: Record<string, unknown> = { ...given };
  for (const [name, field] of Object.entries(structureOf(known, type) ?? {})) {
    const at = `${path}.${name}`;
    const item = given[name];
    if (field.reserved || item === undefined || item === null) delete result[name];
    else result[name] = convert(known, field, item, at, from);
    if (field.required && result[name] === undefined) throw new InvalidValue(at, { reason: 'missing' });
  }
  return result;
}

/** What a text holds that is an object or a list in JSON, as a template renders it; any other value as it is. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return parseJson(value);
  } catch {
    return value;
  }
}

/**
 * The value of an input as the API wants it; undefined where there is none, nor has to be.
 * @throws InvalidValue
 */
export function convertInput(known: Known, field: InputField, value: unknown, from: ValueOrigin = 'flow'): unknown {
  if (value !== undefined && value !== null && value !== '') return convert(known, field, value, field.name, from);
  if (field.fallback !== undefined) return field.fallback;
  if (value === '' && mayBeBlank(field)) return '';
  if (field.required) throw new InvalidValue(field.name, { reason: 'missing' });
  return undefined;
}

/** Whether an empty text says something: that what is there is to be cleared. */
function mayBeBlank({ in: place, type, required, blank, many, allowed, free, pattern, format }: InputField): boolean {
  const anyText = type === 'string' && !many && !pattern && !format && (!allowed || free === true);
  return place === 'body' && anyText && (blank === true || !required);
}

/** What is wrong with a value; nothing if it is fine. Whatever else a check may throw passes on. */
export function problemIn(check: () => unknown): Problem | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof InvalidValue) return error.problem;
    throw error;
  }
}

/** What is wrong with a value of parsed JSON; nothing if it is as its field is declared. */
export function jsonProblem(known: Known, field: Shape, value: unknown, path: string): Problem | undefined {
  return problemIn(() => convert(known, field, value, path, 'json'));
}
