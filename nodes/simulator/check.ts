import type { Domain, Field, Fields, Operation, Rules, Scalars } from '../catalogue/types.ts';
import { enumerationOf, structureOf } from '../runtime/describe.ts';

/**
 * Holds what a client sends against the catalogue. Every function returns what is wrong, in words, or undefined. Fields that the
 * catalogue does not know are let through: real clients send some. `null` counts as absent.
 */

const whole = (value: unknown) => Number.isInteger(value);
const text = (value: unknown) => typeof value === 'string';

const scalars: Readonly<Record<keyof Scalars, (value: unknown) => boolean>> = {
  string: text,
  int: (value) => whole(value) && Math.abs(Number(value)) <= 2 ** 31,
  long: whole,
  nonNegativeInteger: (value) => whole(value) && Number(value) >= 0,
  boolean: (value) => typeof value === 'boolean',
  dateTime: (value) => text(value) && !Number.isNaN(Date.parse(String(value))),
  hexBinary: (value) => text(value) && /^([0-9a-f]{2})*$/i.test(String(value)),
  byte: text,
  base64Binary: text,
  iCalendar: text,
  'map<string,string>': (value) => typeof value === 'object' && Object.values(value ?? {}).every(text),
};

const isScalar = (type: string): type is keyof Scalars => Object.hasOwn(scalars, type);

function rangeProblem(field: Field, value: unknown): string | undefined {
  if (field.min !== undefined && Number(value) < field.min) return `must be at least ${field.min}`;
  if (field.max !== undefined && Number(value) > field.max) return `must be at most ${field.max}`;
  if (field.except?.includes(Number(value))) return `must not be ${value}`;
  if (field.maxBytes !== undefined && String(value).length / 2 > field.maxBytes) {
    return `must not have more than ${field.maxBytes} bytes`;
  }
  if (field.format === 'dateTime' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(String(value))) {
    return 'must look like 2026-01-31T08:00:00Z';
  }
  if (field.pattern && !new RegExp(field.pattern.form).test(String(value))) {
    return `must look like ${field.pattern.examples}`;
  }
  return undefined;
}

function singleProblem(domain: Domain, field: Field, value: unknown, at: string): string | undefined {
  const choices = field.values ?? enumerationOf(domain, field.type);
  if (choices && !field.free)
    return choices.includes(String(value)) ? undefined : `${at} must be one of ${choices.join(', ')}`;
  const type = choices ? 'string' : field.type;
  if (isScalar(type)) {
    if (!scalars[type](value)) return `${at} must be of type ${type}`;
    const problem = rangeProblem(field, value);
    return problem && `${at} ${problem}`;
  }
  return structureProblem(domain, structureOf(domain, field.type) ?? {}, value, at);
}

/** What is wrong with one value. */
export function fieldProblem(domain: Domain, field: Field, value: unknown, at: string): string | undefined {
  if (value === undefined || value === null) return field.required ? `${at} is missing` : undefined;
  if (field.orMany && Array.isArray(value)) return fieldProblem(domain, { type: field.orMany, many: true }, value, at);
  if (!field.many) return singleProblem(domain, field, value, at);
  if (!Array.isArray(value)) return `${at} must be a list`;
  return firstProblem(value, (item, index) => singleProblem(domain, field, item, `${at}[${index}]`));
}

function structureProblem(domain: Domain, fields: Fields, value: unknown, at: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `${at || 'the body'} must be an object`;
  const given = value as Record<string, unknown>;
  return firstProblem(Object.entries(fields), ([name, field]) =>
    fieldProblem(domain, field, given[name], at ? `${at}.${name}` : name),
  );
}

function firstProblem<T>(items: readonly T[], problem: (item: T, index: number) => string | undefined) {
  for (const [index, item] of items.entries()) {
    const found = problem(item, index);
    if (found) return found;
  }
  return undefined;
}

/** The values of a query in the types that the catalogue gives them. Lists are separated by comma or semicolon. */
export function queryValue(field: Field, raw: string | null): unknown {
  if (raw === null) return undefined;
  if (field.many) return raw.split(/[,;]/).filter(Boolean);
  if (field.type === 'boolean') return raw === 'true' || (raw === 'false' ? false : raw);
  if (field.type === 'int' || field.type === 'long' || field.type === 'nonNegativeInteger') {
    return /^-?\d+$/.test(raw) ? Number(raw) : raw;
  }
  return raw;
}

function ruleProblem(rules: Rules, has: (name: string) => boolean): string | undefined {
  const { exactlyOne, together = [], exclusive = [] } = rules;
  if (exactlyOne && exactlyOne.filter(has).length !== 1) return `exactly one of ${exactlyOne.join(', ')} must be given`;
  const torn = together.find((group) => group.some(has) && !group.every(has));
  if (torn) return `${torn.join(' and ')} go together`;
  const groups = exclusive.filter((group) => group.some(has));
  return groups.length > 1 ? `${groups.map((group) => group.join('+')).join(', ')} exclude each other` : undefined;
}

export interface Sent {
  readonly ids: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed, where the operation has a JSON body or a form. */
  readonly body: unknown;
}

/** What is wrong with a request, or undefined. */
export function problemOf(domain: Domain, operation: Operation, { ids, query, body }: Sent): string | undefined {
  const asked = operation.query ?? {};
  const files = Object.entries(operation.form ?? {}).filter(([, { required }]) => required);
  const needed = [...files.map(([name]) => name), ...(operation.requires ?? [])];
  const inBody = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const has = (name: string) =>
    query.has(name) || (name === operation.bodyField ? body !== '' : (inBody[name] ?? undefined) !== undefined);
  return (
    firstProblem(Object.entries(operation.ids ?? {}), ([name, field]) =>
      fieldProblem(domain, field, ids[name], name),
    ) ??
    firstProblem(Object.entries(asked), ([name, field]) =>
      fieldProblem(domain, field, queryValue(field, query.get(name)), name),
    ) ??
    (operation.body && !operation.media ? singleProblem(domain, { type: operation.body }, body, '') : undefined) ??
    firstProblem(needed, (name) => (has(name) ? undefined : `${name} is missing`)) ??
    (operation.rules && ruleProblem(operation.rules, has))
  );
}
