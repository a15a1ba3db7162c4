import type { Domain, Field } from '../catalogue/types.ts';
import { enumerationOf, structureOf } from './describe.ts';

/** A value that does not fit its field; `path` leads to it (`filter.selectors[0].names`). */
export class Unfit extends Error {
  readonly path: string;

  constructor(path: string, expected: string) {
    super(expected);
    this.path = path;
  }
}

type Check = (value: unknown, field: Field, path: string) => unknown;

const integer =
  (smallest: number, greatest: number): Check =>
  (value, field, path) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    const min = field.min ?? smallest;
    const max = field.max ?? greatest;
    const { except = [] } = field;
    if (!Number.isInteger(number) || (number as number) < min || (number as number) > max) {
      throw new Unfit(path, `expected a whole number from ${min} to ${max}`);
    }
    if (except.includes(number as number)) throw new Unfit(path, `must not be ${except.join(', ')}`);
    return number;
  };

const text: Check = (value, field, path) => {
  if (field.format === 'dateTime') return String(date(value, field, path)).replace(/\.\d+/, '');
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new Unfit(path, 'expected a text');
  }
  const { pattern } = field;
  if (pattern && !new RegExp(pattern.form).test(String(value)))
    throw new Unfit(path, `expected something like ${pattern.examples}`);
  return String(value);
};

const truth: Check = (value, _field, path) => {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new Unfit(path, 'expected true or false');
};

const isoDate = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

const date: Check = (value, _field, path) => {
  const asDate = typeof value === 'number' ? new Date(value) : value;
  if (asDate instanceof Date && !Number.isNaN(asDate.getTime())) return asDate.toISOString();
  if (typeof value === 'string' && isoDate.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new Unfit(path, 'expected a date in ISO 8601 (2026-01-31T08:00:00Z), a Date or milliseconds');
};

const hexadecimal: Check = (value, field, path) => {
  const hex = Buffer.isBuffer(value) ? value.toString('hex') : value;
  if (typeof hex !== 'string' || !/^(?:[0-9a-f]{2})*$/i.test(hex)) {
    throw new Unfit(path, 'expected bytes in hexadecimal, two digits each, or a Buffer');
  }
  if (field.maxBytes && hex.length / 2 > field.maxBytes)
    throw new Unfit(path, `expected at most ${field.maxBytes} bytes`);
  return hex;
};

const map: Check = (value, _field, path) => {
  const parsed = parseJson(value);
  if (!isRecord(parsed)) throw new Unfit(path, 'expected an object of texts');
  return Object.fromEntries(Object.entries(parsed).map(([key, entry]) => [key, String(entry)]));
};

const bytes: Check = (value, _field, path) => {
  if (Buffer.isBuffer(value) || typeof value === 'string') return Buffer.from(value);
  throw new Unfit(path, 'expected a Buffer or a text');
};

const base64: Check = (value, _field, path) => {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (typeof value === 'string' && /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value)) return value;
  throw new Unfit(path, 'expected a Buffer, or bytes in base64');
};

const scalars: Readonly<Record<string, Check>> = {
  string: text,
  int: integer(-2147483648, 2147483647),
  long: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  nonNegativeInteger: integer(0, Number.MAX_SAFE_INTEGER),
  boolean: truth,
  dateTime: date,
  hexBinary: hexadecimal,
  byte: bytes,
  base64Binary: base64,
  iCalendar: text,
  'map<string,string>': map,
};

/**
 * Checks a value against its field and turns it into what the API wants: `"7"` into 7 for an `int`, a Date into
 * ISO 8601, `"a,b"` into a list. Keys that the catalogue does not know are passed on, for servers grow.
 * @throws Unfit
 */
export function fit(domain: Domain, field: Field, value: unknown, path: string): unknown {
  const alternative = field.orMany && parseJson(value);
  if (field.orMany && Array.isArray(alternative)) {
    return fit(domain, { type: field.orMany, many: true }, alternative, path);
  }
  if (!field.many || field.type === 'map<string,string>') return fitOne(domain, field, value, path);
  const parsed = parseJson(value);
  const list = Array.isArray(parsed)
    ? parsed
    : typeof parsed === 'string'
      ? parsed.split(',').map((item) => item.trim())
      : [parsed];
  return list.map((item, index) => fitOne(domain, field, item, `${path}[${index}]`));
}

function fitOne(domain: Domain, field: Field, value: unknown, path: string): unknown {
  const choices = field.values ?? enumerationOf(domain, field.type);
  if (choices && !field.free) {
    const chosen = text(value, field, path) as string;
    if (!choices.includes(chosen)) throw new Unfit(path, `expected one of ${choices.join(', ')}`);
    return chosen;
  }
  const check = scalars[choices ? 'string' : field.type];
  return check ? check(value, field, path) : fitStructure(domain, field, value, path);
}

function fitStructure(domain: Domain, field: Field, value: unknown, path: string): Record<string, unknown> {
  const given = parseJson(value);
  if (!isRecord(given)) throw new Unfit(path, `expected an object (${field.type})`);
  const result: Record<string, unknown> = { ...given };
  for (const [name, inner] of Object.entries(structureOf(domain, field.type) ?? {})) {
    const at = `${path}.${name}`;
    const item = given[name];
    if (inner.reserved || item === undefined || item === null) delete result[name];
    else result[name] = fit(domain, inner, item, at);
    if (inner.required && result[name] === undefined) throw new Unfit(at, 'is missing');
  }
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

/** A text that holds an object or a list, as a template renders it. */
function parseJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
