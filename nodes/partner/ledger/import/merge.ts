import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../../schema/json.ts';

/** Something with what was given in it, and the names of what is different by that. */
export interface Merged<T> {
  readonly value: T;
  readonly fields: readonly string[];
}

/** What is known with what was given in it: what was not given stays, in structures within it as well. */
export function merged<T extends object>(known: T, given: Partial<T>): Merged<T> {
  const value: Record<string, unknown> = Object.fromEntries(Object.entries(known));
  const fields: string[] = [];
  for (const [name, item] of Object.entries(given)) {
    const before = value[name];
    const after = isObject(item) && isObject(before) ? merged(before, item).value : item;
    if (item === undefined || isDeepStrictEqual(before, after)) continue;
    value[name] = after;
    fields.push(name);
  }
  return { value: value as T, fields };
}
