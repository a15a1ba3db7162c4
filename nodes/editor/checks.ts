import type { Need } from '../catalogue/types.ts';
import type { FormField, OperationForm } from './forms.ts';
import { isSet, type Stored, type StoredFields } from './stored.ts';
import { chrome, fieldText, type Speaker } from './texts.ts';

const environment = /^\$\{[^}]+\}$/;

/** What is wrong with an entered value; nothing if it is fine or empty. */
export function problemOf(speaker: Speaker, field: FormField, { type, value }: Stored): string | undefined {
  const name = fieldText(speaker, field, 'label');
  if (value === '' || environment.test(value)) return undefined;
  if (type === 'num') return numberProblem(name, value, field);
  if (type === 'str') {
    // What a template becomes is known at run time only.
    return value.includes('{{') ? undefined : textProblem(name, value, field);
  }
  const valid = RED.utils.validateTypedProperty(value, type, {});
  return valid === true ? undefined : chrome('errorTyped', { name, error: valid });
}

function textProblem(name: string, value: string, field: FormField): string | undefined {
  if (field.kind === 'number' && !field.many) return numberProblem(name, value, field);
  const { choices, pattern } = field;
  if (pattern && !new RegExp(pattern.form).test(value)) {
    return chrome('errorPattern', { name, examples: pattern.examples });
  }
  if (!choices || field.free) return undefined;
  const given = field.many ? value.split(',').map((item) => item.trim()) : [value];
  return given.every((item) => choices.includes(item))
    ? undefined
    : chrome('errorChoice', { name, values: choices.join(', ') });
}

/** Bounds of a number; the number must be whole. */
export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly except?: readonly number[] | undefined;
}

export function numberProblem(name: string, value: string, bounds: Bounds): string | undefined {
  const { min, max, except = [] } = bounds;
  const number = Number(value);
  if (environment.test(value)) return undefined;
  if (value.trim() === '' || Number.isNaN(number)) return chrome('errorNumber', { name });
  if (!Number.isInteger(number)) return chrome('errorWhole', { name });
  if (min !== undefined && number < min) return chrome('errorMin', { name, min });
  if (max !== undefined && number > max) return chrome('errorMax', { name, max });
  if (except.includes(number)) return chrome('errorExcept', { name, value });
  return undefined;
}

/** Everything that keeps an operation node from working, as far as it can be known before a message comes. */
export function fieldProblems(node: EditorNode, form: OperationForm, fields: StoredFields): string[] {
  const problems = form.fields.map((field) => {
    const stored = fields[field.name];
    if (isSet(stored)) return problemOf(node, field, stored);
    return isMissing(node, form, field) ? missing(node, field) : undefined;
  });
  return [...problems, ...ruleProblems(node, form, fields)].filter((problem) => problem !== undefined);
}

export function missing(speaker: Speaker, field: FormField): string {
  return chrome('errorRequired', { name: fieldText(speaker, field, 'label') });
}

/** Whether an empty field stays empty: nothing comes from the message, and the account has nothing either. */
export function isMissing(
  node: EditorNode,
  form: OperationForm,
  field: FormField,
  fromPayload = node.fromPayload,
): boolean {
  if (!field.required || fromPayload !== false) return false;
  const account = RED.nodes.node(node[form.account]);
  return !field.account || (account !== null && !account[field.name]);
}

function ruleProblems(node: EditorNode, { rules = {}, fields: known }: OperationForm, fields: StoredFields): string[] {
  const has = (name: string): boolean => isSet(fields[name]);
  const label = (name: string): string => {
    const field = known.find((candidate) => candidate.name === name);
    return field ? fieldText(node, field, 'label') : name;
  };
  const list = (names: readonly string[]): string => names.map(label).join(', ');
  const { exactlyOne = [], together = [], exclusive = [], needs = [] } = rules;
  const chosen = exactlyOne.filter(has);
  const groups = exclusive.filter((group) => group.some(has));
  const fromElsewhere = node.fromPayload !== false;
  return [
    ...(chosen.length > 1 ? [chrome('errorOneOf', { names: list(exactlyOne) })] : []),
    ...(exactlyOne.length > 0 && chosen.length === 0 && !fromElsewhere
      ? [chrome('errorOneOf', { names: list(exactlyOne) })]
      : []),
    ...together
      .filter((group) => !fromElsewhere && group.some(has) && !group.every(has))
      .map((group) => chrome('errorTogether', { names: list(group) })),
    ...(groups.length > 1 ? [chrome('errorExclusive', { names: groups.map(list).join(' / ') })] : []),
    ...needs
      .filter(({ when }) => !fromElsewhere && Object.keys(when).every((name) => isOneOf(fields[name], when[name])))
      .flatMap((need) => need.fields.filter((name) => !has(name)))
      .map((name) => chrome('errorRequired', { name: label(name) })),
    ...known
      .filter(
        ({ name, beside = {} }) =>
          has(name) && Object.keys(beside).some((other) => isOther(fields[other], beside[other])),
      )
      .map(({ name, beside = {} }) => chrome('errorBeside', { name: label(name), others: list(Object.keys(beside)) })),
  ];
}

type Values = Need['when'][string];

/** A value as it stands in the dialog, if it is not only known when a message comes. */
export function fixed(stored: Stored | undefined): string | undefined {
  const literal = isSet(stored) && ['str', 'bool', 'num'].includes(stored.type) ? String(stored.value) : undefined;
  return literal === undefined || literal.includes('{{') || environment.test(literal) ? undefined : literal;
}

function isOneOf(stored: Stored | undefined, values: Values = []): boolean {
  const value = fixed(stored);
  return value !== undefined && values.includes(value);
}

function isOther(stored: Stored | undefined, values: Values = []): boolean {
  return fixed(stored) !== undefined && !isOneOf(stored, values);
}
