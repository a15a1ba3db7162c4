import type { Field, RequiredWhen, Rules } from '../catalogue/types.ts';
import type { InputField } from './describe.ts';
import type { Circumstances, Problem } from './problems.ts';
import type { Values } from './values.ts';

/** What stands for a value that is given but not known yet: one that only a message brings. */
export const unknown = Symbol('a value that is not known yet');

/** What the rules are about: an operation, or what a dialog knows of one. */
export interface Ruled {
  readonly rules?: Rules;
  readonly fields: readonly Pick<InputField, 'name' | 'beside'>[];
}

/**
 * What the values break of the rules between fields.
 * @param open whether more values may come, so that nothing can be said to be missing yet
 */
export function brokenRules({ rules = {}, fields }: Ruled, values: Values, open = false): Problem[] {
  const { exactlyOne, together = [], exclusive = [], requiredWhen = [] } = rules;
  const has = (name: string) => values[name] !== undefined;
  const absent = (name: string) => !open && !has(name);
  const groups = exclusive.filter((group) => group.some(has));
  return [
    ...(exactlyOne ? alternatives(exactlyOne, exactlyOne.filter(has), open) : []),
    ...together
      .filter((group) => group.some(has))
      .flatMap((group) => group.filter(absent).map((path): Problem => ({ path, reason: 'together', fields: group }))),
    ...groups.slice(1).map(([path = '']): Problem => ({ path, reason: 'exclusive', fields: groups[0] ?? [] })),
    ...requiredWhen
      .filter(({ when }) => Object.entries(when).every(([name, expected]) => isOneOf(values[name], expected)))
      .flatMap(({ fields: wanted, when }) =>
        wanted.filter(absent).map((path): Problem => ({ path, reason: 'requiredWhen', others: among(when, values) })),
      ),
    ...fields.flatMap(({ name: path, beside }): Problem[] =>
      beside && has(path) && isRefuted(beside, values, open)
        ? [{ path, reason: 'beside', others: among(beside, values) }]
        : [],
    ),
  ];
}

function alternatives(fields: readonly string[], given: readonly string[], open: boolean): Problem[] {
  const [first, second] = given;
  if (first && second) return [{ path: second, reason: 'severalOf', fields, given: first }];
  return first || open ? [] : [{ path: fields[0] ?? '', reason: 'noneOf', fields }];
}

type Condition = RequiredWhen['when'];

function isOneOf(value: unknown, expected: readonly string[]): boolean {
  return value !== undefined && value !== unknown && expected.includes(String(value));
}

/** Whether a field has another value than the condition names, or none. */
function isRefuted(condition: Condition, values: Values, open: boolean): boolean {
  return Object.entries(condition).some(([name, expected]) => {
    const value = values[name];
    if (value === undefined) return !open;
    return value !== unknown && !isOneOf(value, expected);
  });
}

function among(condition: Condition, values: Values): Circumstances {
  const named = Object.keys(condition).map((name) => [name, values[name]] as const);
  return Object.fromEntries(named.map(([name, value]) => [name, value === undefined ? value : String(value)]));
}

/**
 * Whether an input makes sense beside the others as they are; a condition on one that makes none itself does not count.
 * @param inputs all of them, by name
 */
export function isBeside(
  inputs: Readonly<Record<string, Pick<Field, 'beside'>>>,
  name: string,
  values: Values,
): boolean {
  return Object.entries(inputs[name]?.beside ?? {}).every(
    ([other, wanted]) => wanted.includes(String(values[other])) || !isBeside(inputs, other, values),
  );
}
