import { convert, problemIn, type Shape } from '../schema/convert.ts';
import { structureOf } from '../schema/describe.ts';
import { parseJson, typedNumber } from '../schema/json.ts';
import type { Problem } from '../schema/problems.ts';
import { brokenRules, unknown } from '../schema/rules.ts';
import { scalarOf } from '../schema/scalars.ts';
import type { FormField, OperationForm } from './forms.ts';
import { isEntered, type Stored, type StoredFields } from './stored.ts';
import { chrome, fieldText, type Speaker } from './texts.ts';

type Known = Pick<OperationForm, 'representations'>;

/** What is wrong with an entered value; nothing if it is fine, empty, or known only when a message comes. */
export function valueProblem(speaker: Speaker, form: Known, field: FormField, stored: Stored): string | undefined {
  const label = fieldText(speaker, field, 'label');
  if (String(stored.value) === '' || environment.test(String(stored.value))) return undefined;
  if (isLiteral(stored)) {
    if (!isDeclared(form, field)) return undefined;
    const problem = problemIn(() => convert(knownBy(form), asField(field), literalOf(stored), ''));
    return problem && wording(label, problem);
  }
  const valid = stored.type === 'str' || RED.utils.validateTypedProperty(stored.value, stored.type, {});
  return valid === true ? undefined : chrome('errorTyped', { name: label, error: valid });
}

/** What is wrong with a text that is declared by itself, as a property of a node is; nothing if it is fine. */
export function shapeProblem(label: string, shape: Partial<Shape>, text: string): string | undefined {
  if (environment.test(text)) return undefined;
  const problem = problemIn(() => convert(knownBy({}), { type: 'string', ...shape }, text, ''));
  return problem && wording(label, problem);
}

/** Whether it is known what the value has to look like; of some objects it is not. */
function isDeclared(form: Known, { type = 'string' }: FormField): boolean {
  return scalarOf(type) !== undefined || structureOf(knownBy(form), type) !== undefined;
}

function knownBy({ representations = {} }: Known) {
  return { representations };
}

/** The field as the catalogue declares it. */
function asField({ type = 'string', allowed, ...field }: FormField) {
  return { ...field, type, ...(allowed && { values: allowed }) };
}

/** A problem in the words of the dialog; what is further down in a structure is named by its path. */
function wording(label: string, problem: Problem, names: readonly string[] = []): string {
  const { path, reason } = problem;
  const key = `error${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
  return chrome(key, { ...problem, name: `${label}${path}`, names: names.join(', ') });
}

const environment = /^\$\{[^}]+\}$/;

/** Whether the value stands in the dialog as it will be sent. A template becomes something when a message comes. */
function isLiteral({ type, value }: Stored): boolean {
  if (type === 'json') return isJson(String(value));
  return (type === 'str' && !String(value).includes('{{')) || type === 'num' || type === 'bool';
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

function literalOf({ type, value }: Stored): unknown {
  if (type === 'json') return parseJson(String(value));
  return type === 'num' ? typedNumber(String(value)) : String(value);
}

/** Everything that keeps an operation node from working, as far as it can be known before a message comes. */
export function fieldProblems(node: EditorNode, form: OperationForm, fields: StoredFields): string[] {
  const problems = form.fields.map((field) => {
    const stored = fields[field.name];
    if (isEntered(stored)) return valueProblem(node, form, field, stored);
    return isMissing(node, form, field) ? missingText(node, field) : undefined;
  });
  return [...problems, ...ruleProblems(node, form, fields)].filter((problem) => problem !== undefined);
}

/** The sentence that says that a field has to be filled in. */
export function missingText(speaker: Speaker, field: FormField): string {
  return chrome('errorMissing', { name: fieldText(speaker, field, 'label') });
}

/** Whether an empty field stays empty: nothing comes from the message, and the account has nothing either. */
export function isMissing(
  node: EditorNode,
  form: OperationForm,
  field: FormField,
  fromPayload = node.fromPayload,
): boolean {
  return field.required === true && fromPayload === false && !isFilledByAccount(node, form, field);
}

/** Whether the account has a value for the field, or may have: it is not chosen yet. */
function isFilledByAccount(node: EditorNode, form: OperationForm, { name, account }: FormField): boolean {
  const chosen = account && RED.nodes.node(node[form.account.property]);
  return account === true && (!chosen || !!chosen[name]);
}

function ruleProblems(node: EditorNode, form: OperationForm, fields: StoredFields): string[] {
  const label = (name: string): string => {
    const field = form.fields.find((candidate) => candidate.name === name);
    return field ? fieldText(node, field, 'label') : name;
  };
  const open = node.fromPayload !== false;
  const values = form.fields.map((field) => [field.name, heldBy(node, form, field, fields[field.name])] as const);
  return brokenRules(form, Object.fromEntries(values), open).map((problem) => {
    const others = 'others' in problem ? Object.keys(problem.others) : 'fields' in problem ? problem.fields : [];
    return wording(label(problem.path), { ...problem, path: '' }, others.map(label));
  });
}

/** What a field holds when its operation is carried out, as far as it is known. */
function heldBy(node: EditorNode, form: OperationForm, field: FormField, stored: Stored | undefined): unknown {
  if (isEntered(stored)) return fixed(stored) ?? unknown;
  if (node.fromPayload !== false) return undefined;
  return isFilledByAccount(node, form, field) ? unknown : field.fallback;
}

/** A value as it stands in the dialog, if it is not only known when a message comes. */
export function fixed(stored: Stored | undefined): string | undefined {
  if (!isEntered(stored) || !isLiteral(stored) || stored.type === 'json') return undefined;
  return environment.test(String(stored.value)) ? undefined : String(stored.value);
}
