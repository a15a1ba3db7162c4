import type { NodeDescription, Property } from '../../nodes/catalogue/property.ts';
import type { Domain, Field } from '../../nodes/catalogue/types.ts';
import type { Chapter } from '../../nodes/editor/forms.ts';
import { optionKey } from '../../nodes/editor/keys.ts';
import { type DescribedOperation, optionsOf, structureOf, valueListOf } from '../../nodes/schema/describe.ts';
import { hasForm } from './forms.ts';
import { headingKey, type SetContent, systemOf } from './sets.ts';
import type { FieldWords, PropertyWords, Words } from './words.ts';

type ValueList = NonNullable<ReturnType<typeof valueListOf>>;

/**
 * The message catalogue of a set: the strings that all sets share and of the others only those that the set uses,
 * for Node-RED knows a catalogue per set and loads them all into the editor.
 */
export function messageCatalogue(set: SetContent, words: Words): object {
  const categories = [
    ...set.operations.map(({ domain }) => domain.category),
    ...set.nodes.map(([, node]) => node.category),
  ];
  const headings = categories
    .filter((category) => category !== 'config')
    .map((category) => [headingKey(category), words.category(category)]);
  return {
    palette: { label: Object.fromEntries(headings) },
    status: words.common.status,
    consent: set.nodes.some(([, node]) => asksConsent(node)) ? words.common.consent : undefined,
    types: {
      ...Object.fromEntries(set.nodes.map(([type]) => [type, nodeMessages(set, type, words)])),
      ...operationMessages(set, words),
    },
    fields: sharedFields(set, words),
    parts: partMessages(set.operations, words),
    options: optionMessages(set.operations, words),
    values: valueMessages(set.operations, words),
    events: eventMessages(set, words),
  };
}

/** One line for each event, where the set has a node that lets the user choose among a system's events. */
function eventMessages(set: SetContent, words: Words): object | undefined {
  const system = set.nodes.map(([, node]) => node).find(choosesEvents);
  const domains = system && systemOf(system)?.domains;
  const lines = domains?.flatMap((domain) =>
    Object.keys(domain.events).map((name) => [name, words.event(domain.set, name)]),
  );
  return lines && Object.fromEntries(lines);
}

function asksConsent(node: NodeDescription): boolean {
  return Object.values(node.properties).some(({ editor }) => editor === 'consent');
}

function choosesEvents(node: NodeDescription): boolean {
  return Object.values(node.properties).some(({ editor }) => editor === 'events');
}

function nodeMessages(set: SetContent, type: string, words: Words): object {
  const node = set.nodes.find(([name]) => name === type)?.[1];
  const properties = propertyMessages(node?.properties ?? {}, (name) => words.property(set.name, type, name));
  const names = node?.outputNames?.map((name) => [name, words.output(set.name, type, name)] as const);
  const { label, search } = words.node(set.name, type);
  return { label, search, properties, outputs: names && Object.fromEntries(names) };
}

function propertyMessages(properties: Readonly<Record<string, Property>>, wordsOf: (name: string) => PropertyWords) {
  const messages = Object.entries(properties).map(([name, property]) => {
    const said = wordsOf(name);
    return [name, { ...short(said), options: options(property.values, said) }];
  });
  return messages.length > 0 ? Object.fromEntries(messages) : undefined;
}

function options(values: readonly string[] | undefined, words: PropertyWords): object | undefined {
  return values && Object.fromEntries(values.map((value) => [optionKey(value), words.options?.[value] ?? value]));
}

/** All operations by system and chapter, and their words, for the dialog that chooses among them; loaded when it opens. */
export function allOperationMessages(operations: SetContent['operations'], words: Words): object {
  const all = { name: '', nodes: [], domains: [], operations };
  const systems = [...new Set(operations.map(({ system }) => system))];
  const chapters = systems.map(({ name, domains }) => [
    name,
    domains
      .map((domain): Chapter => [domain.chapter, Object.keys(domain.operations)])
      .filter(([, types]) => types.length),
  ]);
  return {
    chapters: Object.fromEntries(chapters),
    types: operationMessages(all, words),
    fields: sharedFields(all, words),
    parts: partMessages(operations, words),
    options: optionMessages(operations, words),
    values: valueMessages(operations, words),
  };
}

/** Words for every value that operations take, in structures as well: by list, for many share one. */
function valueMessages(operations: SetContent['operations'], words: Words): object | undefined {
  const lists: Record<string, Record<string, string>> = {};
  for (const { domain, list, values } of operations.flatMap(valueListsOf)) {
    const texts = values.map((value) => [optionKey(value), words.value(domain.set, list, value)]);
    lists[list] = { ...lists[list], ...Object.fromEntries(texts) };
  }
  return Object.keys(lists).length > 0 ? lists : undefined;
}

/** The lists of values that an operation's fields take, themselves or further down. */
function valueListsOf({ domain, fields }: DescribedOperation) {
  const seen = new Set<string>();
  const within = (name: string, field: Field): ({ domain: Domain } & ValueList)[] => {
    const list = valueListOf(domain, name, field);
    if (list) return [{ domain, ...list }];
    return [field.type, field.orMany ?? ''].flatMap((type) => {
      if (seen.has(type)) return [];
      seen.add(type);
      return Object.entries(structureOf(domain, type) ?? {}).flatMap(([inner, one]) =>
        one.reserved ? [] : within(inner, one),
      );
    });
  };
  return fields.flatMap((field) => within(field.name, field));
}

/** Labels of the fields within the structures that a form is made of, by structure. */
function partMessages(operations: SetContent['operations'], words: Words): object | undefined {
  const parts: Record<string, Record<string, string>> = {};
  const add = (domain: Domain, type: string): void => {
    const fields = Object.entries(structureOf(domain, type) ?? {}).filter(([, { reserved }]) => !reserved);
    if (fields.length === 0 || parts[type]) return;
    parts[type] = Object.fromEntries(fields.map(([name]) => [name, words.part(domain.set, type, name)]));
    for (const [, inner] of fields) add(domain, inner.type);
  };
  for (const operation of operations) {
    for (const field of operation.fields.filter((one) => hasForm(operation, one))) add(operation.domain, field.type);
  }
  return Object.keys(parts).length > 0 ? parts : undefined;
}

function operationMessages(set: SetContent, words: Words): object {
  const shared = sharedFields(set, words);
  const messages = set.operations.map((operation) => {
    const own = operation.fields
      .map(({ name }) => [name, words.field(operation, name)] as const)
      .filter(([name, field]) => shared[name] !== field)
      .map(([name, field]) => [name, short(field)]);
    const fields = own.length > 0 ? Object.fromEntries(own) : undefined;
    const { label, search } = words.operation(operation);
    return [operation.type, { label, search, fields }];
  });
  return Object.fromEntries(messages);
}

/** What the nodes of operations store beside their fields is the same for all that have it. */
function optionMessages(operations: SetContent['operations'], words: Words): object | undefined {
  return propertyMessages(Object.assign({}, ...operations.map(optionsOf)), (name) => words.option(name));
}

/** For each field name of the set the words that its first operation uses; others carry their own. */
function sharedFields(set: SetContent, words: Words): Record<string, FieldWords> {
  const fields: Record<string, FieldWords> = {};
  for (const operation of set.operations) {
    for (const { name } of operation.fields) fields[name] ??= words.field(operation, name);
  }
  return fields;
}

function short({ label, help }: FieldWords): FieldWords {
  return help ? { label, help } : { label };
}
