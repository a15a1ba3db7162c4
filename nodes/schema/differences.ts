import type { Domain, Field, Fields } from '../catalogue/types.ts';
import { enumerationOf, structureOf } from './describe.ts';
import { isObject, type Json } from './json.ts';
import { placesOf, sentAt } from './places.ts';
import { scalarOf } from './scalars.ts';

/** Something in an answer that is not as the catalogue declares it. Tells of kinds, and of no value but an enumeration's. */
export interface Difference {
  /** Where in the answer: `devices.type`; of a list no index. */
  readonly path: string;
  /** One clause: `is not in the reference (text)`, `is missing`, `is a number, declared is string`. */
  readonly text: string;
}

/** Structures within each other at most. */
const deepest = 32;

/**
 * What of an answer is not as declared: fields that nobody knows, required ones that are missing, values of another kind, and
 * words that an enumeration does not have. Each place is told once.
 * @param field what the whole answer is declared as
 */
export function differencesOf(domain: Domain, field: Field, answer: unknown): readonly Difference[] {
  const found = new Map<string, Difference>();
  const tell = (path: string, text: string) => {
    if (!found.has(path)) found.set(path, { path: path || 'the answer', text });
  };
  compareField(domain, field, answer, '', 0, tell);
  return [...found.values()];
}

type Tell = (path: string, text: string) => void;

function compareField(domain: Domain, field: Field, value: unknown, path: string, depth: number, tell: Tell): void {
  if (value === undefined || value === null || depth > deepest) return;
  if (field.many && field.type !== 'map<string,string>') {
    if (!Array.isArray(value)) tell(path, `is ${kindOf(value)}, declared is a list`);
    for (const item of [value].flat()) compareOne(domain, field, item, path, depth, tell);
  } else compareOne(domain, field, value, path, depth, tell);
}

function compareOne(domain: Domain, field: Field, value: unknown, path: string, depth: number, tell: Tell): void {
  if (field.codec) return;
  const fields = structureOf(domain, field.type);
  if (fields) {
    if (isObject(value)) compareStructure(domain, fields, value, path, depth, tell);
    else tell(path, `is ${kindOf(value)}, declared is ${field.type}`);
    return;
  }
  const values = field.values ?? enumerationOf(domain, field.type);
  const json = values && field.type !== 'boolean' ? 'string' : (scalarOf(field.type)?.json ?? 'string');
  if (typeof value !== json || Array.isArray(value)) tell(path, `is ${kindOf(value)}, declared is ${field.type}`);
  else if (values && !field.free && !values.includes(String(value))) {
    const word = /^[A-Z][A-Z0-9_]{0,40}$/.test(String(value)) ? String(value) : kindOf(value);
    tell(path, `has a value that ${field.type} does not: ${word}`);
  }
}

function compareStructure(domain: Domain, fields: Fields, answer: Json, path: string, depth: number, tell: Tell): void {
  const at = (name: string) => (path ? `${path}.${name}` : name);
  const known = new Set<string>();
  for (const [name, field] of Object.entries(fields)) {
    const places = placesOf(field, name);
    for (const place of places) known.add(place.split('.')[0] ?? name);
    const value = places.map((place) => sentAt(answer, place)).find((one) => one !== undefined && one !== null);
    if (value === undefined && field.required) tell(at(name), 'is missing');
    else compareField(domain, field, value, at(name), depth + 1, tell);
  }
  for (const [name, value] of Object.entries(answer)) {
    if (!known.has(name)) tell(at(name), `is not in the reference (${kindOf(value)})`);
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'null';
  return (
    { string: 'a text', number: 'a number', boolean: 'a yes or no', object: 'an object' }[String(typeof value)] ??
    'nothing'
  );
}
