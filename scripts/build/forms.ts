import { otherNodes } from '../../nodes/catalogue/index.ts';
import type { NodeDescription, Property } from '../../nodes/catalogue/property.ts';
import type { Domain, Fields, Representations } from '../../nodes/catalogue/types.ts';
import {
  type EventChoice,
  type Form,
  type FormField,
  fieldWords,
  type OperationForm,
  type PropertyForm,
  shapeWords,
} from '../../nodes/editor/forms.ts';
import {
  choosesOperation,
  type DescribedOperation,
  enumerationOf,
  type InputField,
  inputAt,
  isMandatory,
  optionsOf,
  siblingOf,
  structureOf,
  valueListOf,
} from '../../nodes/schema/describe.ts';
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
  const representations = representationsOf(operation);
  return {
    account: {
      property: system.account,
      type: system.accountType,
      ...(system.userKind && { user: system.userKind.user }),
    },
    fields: operation.fields.map((field) => formField(operation, field)),
    ...(representations && { representations }),
    ...(rules && { rules }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}

function formField(operation: DescribedOperation, field: InputField): FormField {
  const { name, type, lookup, choices, suggested } = field;
  const allowed = field.allowed ?? suggested;
  const list = valueListOf(operation.domain, name, field)?.list;
  const routes = field.editor && routesShape(operation, field);
  const hint = routes || hasForm(operation, field) ? undefined : shape(operation, field);
  const offers = hasForm(operation, field) ? offersWithin(operation, field) : {};
  const own = [...shapeWords.filter((word) => word !== 'values'), ...fieldWords];
  const words = own.filter((word) => field[word] !== undefined && (allowed || (word !== 'free' && word !== 'named')));
  const example = hint || routes || (allowed && !field.free && !suggested) ? undefined : exampleFor(operation, field);
  return {
    name,
    ...(type !== 'string' && !allowed && { type }),
    ...(suggested && { allowed: suggested, free: true as const }),
    ...(list && list !== name && { list }),
    ...Object.fromEntries(words.map((word) => [word, field[word]])),
    ...(isMandatory(field) && { required: true as const }),
    ...(lookup && { lookup: dependencies(operation, lookup.operation) }),
    ...(!lookup &&
      choices && { choices: 'list' in choices ? (choices.known ?? []) : dependencies(operation, choices.operation) }),
    ...(choices && 'typed' in choices && choices.typed && { typed: choices.typed }),
    ...(operation.system.defaults.includes(name) && !field.noDefault && { account: true as const }),
    ...(operation.system.actors.includes(name) && { actor: true as const }),
    ...(routes && { routes }),
    ...(Object.keys(offers).length > 0 && { offers }),
    ...(hint && { hint }),
    ...(example && { example }),
  };
}

/** A moment as all systems take it. */
const moment = '2026-01-31T08:00:00Z';

/** A value as the field may have it, for texts and numbers. */
function exampleFor({ system }: DescribedOperation, { name, type, pattern, format }: InputField) {
  if (type === 'dateTime' || format === 'dateTime') return moment;
  const first = pattern?.examples.split(',')[0]?.trim();
  return first ?? system.examples?.[name];
}

/** The structures and enumerations that an operation's fields name, themselves or further down. */
function representationsOf({ domain, fields }: DescribedOperation): Representations | undefined {
  const named = new Set<string>();
  const add = (type: string | undefined): void => {
    if (type === undefined || named.has(type) || !Object.hasOwn(domain.representations, type)) return;
    named.add(type);
    for (const inner of Object.values(structureOf(domain, type) ?? {})) {
      if (inner.reserved) continue;
      add(inner.type);
      add(inner.orMany);
    }
  };
  for (const { type, orMany, allowed } of fields) {
    if (!allowed) add(type);
    add(orMany);
  }
  const known = [...named].map((name) => [name, enumerationOf(domain, name) ?? shapesIn(structureOf(domain, name))]);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

/** Of the fields of a structure what decides on a value. */
function shapesIn(fields: Fields = {}): Fields {
  const asked = Object.entries(fields).filter(([, { reserved }]) => !reserved);
  return Object.fromEntries(
    asked.map(([name, { type, required, ...field }]) => {
      const words = shapeWords.filter((word) => field[word] !== undefined).map((word) => [word, field[word]]);
      return [name, { type, ...(required && { required }), ...Object.fromEntries(words) }];
    }),
  );
}

/** Whether a field is filled in by a form of what is within it. */
export function hasForm({ domain }: DescribedOperation, { type, editor }: InputField): boolean {
  return structureOf(domain, type) !== undefined && !editor && !isEndless(domain, type);
}

/** Whether a structure holds itself somewhere, so that no form of it would have an end. */
function isEndless(domain: Domain, type: string, outer: readonly string[] = []): boolean {
  if (outer.includes(type)) return true;
  return Object.values(structureOf(domain, type) ?? {}).some(({ type: inner, orMany = '' }) =>
    [inner, orMany].some((one) => isEndless(domain, one, [...outer, type])),
  );
}

/** The fields within a structure, by dotted place, that the account has a list of people for. */
function offersWithin(operation: DescribedOperation, { name, type }: InputField): Record<string, readonly string[]> {
  const offers: Record<string, readonly string[]> = {};
  const look = (place: string, structure: string): void => {
    for (const [inner, field] of Object.entries(structureOf(operation.domain, structure) ?? {})) {
      const within = `${place}.${inner}`;
      const choices = inputAt(operation, within)?.choices;
      if (choices && 'list' in choices && choices.typed) offers[within] = choices.known ?? [];
      look(within, field.type);
    }
  };
  look(name, type);
  return offers;
}

/** Fields that an operation and its listing have in common. */
function dependencies(operation: DescribedOperation, listing: string): string[] {
  const names = siblingOf(operation, listing).fields.map(({ name }) => name);
  return operation.fields.map(({ name }) => name).filter((name) => names.includes(name));
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
  const order = properties.flatMap(({ many, values = [] }) => (many ? values : []));
  const chooses = properties.some(({ editor }) => editor === 'events');
  return {
    ...(node.category === 'config' && { config: true as const }),
    ...(node.checks && { checks: true as const }),
    ...(node.labelFrom && { labelFrom: node.labelFrom }),
    properties: node.properties,
    ...(chooses && { events: eventChoices(node, order) }),
    ...(node.outputNames && { outputNames: node.outputNames }),
    ...(choosesOperation(node) && { operations: systemOf(node)?.name ?? '' }),
  };
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
