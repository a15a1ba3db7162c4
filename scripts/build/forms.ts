import { otherNodes } from '../../nodes/catalogue/index.ts';
import type { NodeDescription, Property } from '../../nodes/catalogue/types.ts';
import type { EventChoice, Form, FormField, OperationForm, PropertyForm } from '../../nodes/editor/forms.ts';
import {
  choosesOperation,
  type DescribedOperation,
  type InputField,
  mustBeGiven,
  optionsOf,
  siblingOf,
  structureOf,
} from '../../nodes/runtime/describe.ts';
import { routesShape } from './routes.ts';
import { type SetContent, systemOf } from './sets.ts';

/** What the dialogs need to know of the catalogue, and nothing else, for the editor loads it each time it starts. */
export function allForms(sets: readonly SetContent[]): Record<string, Form> {
  const operations = sets
    .flatMap((set) => set.operations)
    .map((operation) => [operation.type, operationForm(operation)]);
  const nodes = Object.entries(otherNodes).map(([type, node]) => [type, nodeForm(node)]);
  return Object.fromEntries([...nodes, ...operations]);
}

function operationForm(operation: DescribedOperation): OperationForm {
  const { system, rules } = operation;
  const options = optionsOf(operation);
  return {
    account: system.account,
    accountType: system.accountType,
    fields: operation.fields.map((field) => formField(operation, field)),
    ...(rules && { rules }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}

function formField(operation: DescribedOperation, field: InputField): FormField {
  const { name, choices, free, named, min, max, except, beside, many, secret, lookup, orMany, pattern } = field;
  const routes = field.editor && routesShape(operation, field);
  const hint = routes ? undefined : shape(operation, field);
  return {
    name,
    ...(kindOf(field) !== 'text' && { kind: kindOf(field) }),
    ...(mustBeGiven(field) && { required: true as const }),
    ...(lookup && { lookup: dependencies(operation, lookup.operation) }),
    ...(many && { many }),
    ...(choices && { choices }),
    ...(choices && free && { free }),
    ...(choices && named && { named }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(except && { except }),
    ...(beside && { beside }),
    ...(secret && { secret }),
    ...(orMany && { orObject: true }),
    ...(pattern && { pattern }),
    ...(operation.system.defaults.includes(name) && !field.noDefault && { account: true as const }),
    ...(routes && { routes }),
    ...(hint && { hint }),
  };
}

/** Fields that an operation and its listing have in common. */
function dependencies(operation: DescribedOperation, listing: string): string[] {
  const names = siblingOf(operation, listing).fields.map(({ name }) => name);
  return operation.fields.map(({ name }) => name).filter((name) => names.includes(name));
}

function kindOf({ type, choices }: InputField): NonNullable<FormField['kind']> {
  if (choices) return 'text';
  const kinds: Readonly<Record<string, NonNullable<FormField['kind']>>> = {
    string: 'text',
    hexBinary: 'text',
    byte: 'data',
    int: 'number',
    long: 'number',
    nonNegativeInteger: 'number',
    boolean: 'switch',
    dateTime: 'date',
  };
  return kinds[type] ?? 'object';
}

/** One line that shows how an object or a list looks, two levels deep. */
function shape({ domain }: DescribedOperation, { type, many }: InputField): string | undefined {
  const draw = (name: string, depth: number): string => {
    const fields = structureOf(domain, name);
    if (!fields) return name.startsWith('map<') ? '{"…": "…"}' : '"…"';
    if (depth === 0) return '{…}';
    const parts = Object.entries(fields)
      .filter(([, field]) => !field.reserved)
      .map(
        ([key, field]) => `"${key}": ${field.many ? `[${draw(field.type, depth - 1)}]` : draw(field.type, depth - 1)}`,
      );
    return `{${parts.join(', ')}}`;
  };
  if (!structureOf(domain, type)) return undefined;
  return many ? `[${draw(type, 2)}]` : draw(type, 2);
}

function nodeForm(node: NodeDescription): PropertyForm {
  const properties: readonly Property[] = Object.values(node.properties);
  const order = properties.flatMap((property) => (property.kind === 'choices' ? (property.options ?? []) : []));
  const chooses = properties.some(({ kind }) => kind === 'events');
  return {
    ...(node.category === 'config' && { config: true as const }),
    ...(node.labelFrom && { labelFrom: node.labelFrom }),
    properties: node.properties,
    ...(chooses && { events: eventChoices(node, order) }),
    ...(node.outputNames && { outputNames: node.outputNames }),
    ...(choosesOperation(node) && { operations: operationChoices(node) }),
  };
}

/** The operations of the system whose account the node uses, by chapter. */
function operationChoices(node: NodeDescription): NonNullable<PropertyForm['operations']> {
  const chapters = systemOf(node)?.domains ?? [];
  return chapters
    .map(({ chapter, operations }) => [chapter, Object.keys(operations)] as const)
    .filter(([, types]) => types.length > 0);
}

/** Every event of the system whose account the node uses, by package in the given order, those without one last. */
function eventChoices(node: NodeDescription, order: readonly string[]): EventChoice[] {
  const domains = systemOf(node)?.domains ?? [];
  const events = domains.flatMap((domain) =>
    Object.entries(domain.events).map(([name, event]): EventChoice => [name, event.package ?? '']),
  );
  const rank = ([, name]: EventChoice): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return events.sort((one, other) => rank(one) - rank(other));
}
