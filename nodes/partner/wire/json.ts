import { type Steps, slicesOf } from '../../runtime/slices.ts';
import { isObject, type Json } from '../../schema/json.ts';
import { Refusal } from './refusal.ts';

export type { Json };

/** Deeper than any request of Orange by far; what is nested more than this is nobody's order. */
const deepest = 64;

/**
 * A copy without what says nothing: `null`, `{}`, empty lists, and whatever holds nothing else. Nothing at all is
 * `undefined`. Orange does not take an empty node where it could be left out.
 * @param onDropped told the path of every `{}`
 * @throws Refusal 400/22 when it is nested beyond all measure
 */
export function prune(value: unknown, onDropped: (path: string) => void = () => {}, path = '', depth = 0): unknown {
  if (value === null || value === undefined) return undefined;
  if (depth > deepest) throw new Refusal('invalidBody', `${path}: nested too deeply`);
  if (Array.isArray(value)) {
    const items = value
      .map((item, index) => prune(item, onDropped, `${path}[${index}]`, depth + 1))
      .filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, prune(item, onDropped, path ? `${path}.${key}` : key, depth + 1)] as const)
    .filter(([, item]) => item !== undefined);
  if (Object.keys(value).length === 0) onDropped(path);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** Items of a list that one step looks at. */
const atOnce = 100;

/** The same for the body of a request, whose lists may be long. */
export function* pruneInSteps(body: Json, onDropped: (path: string) => void): Steps<unknown> {
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(body)) {
    const left = Array.isArray(item) ? yield* pruneList(item, onDropped, key) : prune(item, onDropped, key, 1);
    if (left !== undefined) entries.push([key, left]);
  }
  if (Object.keys(body).length === 0) onDropped('');
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function* pruneList(list: readonly unknown[], onDropped: (path: string) => void, path: string): Steps<unknown> {
  const items: unknown[] = [];
  for (const [part, some] of [...slicesOf(list, atOnce)].entries()) {
    if (part > 0) yield;
    some.forEach((item, index) => {
      const left = prune(item, onDropped, `${path}[${part * atOnce + index}]`, 2);
      if (left !== undefined) items.push(left);
    });
  }
  return items.length > 0 ? items : undefined;
}

/** An object with what is set, for a plain form. */
export function compact<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** A list of objects; one object by itself is a list of one. */
export function objectsIn(value: unknown, path: string): Json[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item, index) => {
    if (isObject(item)) return item;
    throw new Refusal('invalidField', `${path}[${index}]: an object is expected`);
  });
}
