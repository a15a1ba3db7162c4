import type { TaskInput, TaskValue } from '../catalogue/tasks/types.ts';
import { searchFilterFor } from '../opentouch/directory/filter.ts';
import type { Values } from '../schema/values.ts';

/** A value with the inputs put in; what nobody gave is left out. */
export function filled(value: TaskValue, inputs: Values): unknown {
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map((item) => filled(item, inputs)).filter((item) => item !== undefined);
  if (isInput(value)) return inputFor(value, inputs);
  const entries = Object.entries(value).map(([name, part]) => [name, filled(part, inputs)] as const);
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined));
}

function inputFor({ input, words, as }: TaskInput, inputs: Values): unknown {
  const given = inputs[input];
  if (as === 'searchFilter') return given === undefined ? undefined : searchFilterFor(String(given));
  return words ? words[String(given)] : given;
}

function isList(value: TaskValue): value is readonly TaskValue[] {
  return Array.isArray(value);
}

function isInput(value: object): value is TaskInput {
  return 'input' in value;
}
