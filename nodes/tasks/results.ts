import { taskTypes } from '../catalogue/tasks/results.types.ts';
import type { TaskResult } from '../catalogue/tasks/types.ts';
import type { Representations } from '../catalogue/types.ts';
import { type Known, structureOf } from '../schema/describe.ts';
import { isObject } from '../schema/json.ts';
import { readField } from '../schema/read.ts';

const known: Known = { representations: taskTypes satisfies Representations };

/** What a task hands on of an operation's answer. A list for a field that is one. */
export function resultOf(result: TaskResult, answer: unknown): unknown {
  const { field, otherwise, defaults = {}, only = {} } = result;
  const value = Array.isArray(answer)
    ? readField(known, { ...field, at: 'list' }, { list: answer })
    : (readField(known, field, answer) ?? otherwise);
  if (!field.many) return value;
  const required = Object.entries(structureOf(known, field.type) ?? {}).filter(([, { required }]) => required);
  return (Array.isArray(value) ? value : [])
    .filter(isObject)
    .filter((item) => required.every(([name]) => item[name] !== undefined))
    .filter((item) => Object.entries(only).every(([name, wanted]) => item[name] === wanted))
    .map((item) => ({ ...defaults, ...withoutKeys(item, Object.keys(only)) }));
}

function withoutKeys(item: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));
}
