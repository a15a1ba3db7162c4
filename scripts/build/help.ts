import type { NodeDescription } from '../../nodes/catalogue/property.ts';
import type { Domain, Field, RequiredWhen } from '../../nodes/catalogue/types.ts';
import { requiredFirst } from '../../nodes/editor/forms.ts';
import {
  type DescribedOperation,
  type InputField,
  isMandatory,
  optionsOf,
  plainFieldsOf,
  structureOf,
} from '../../nodes/schema/describe.ts';
import type { SetContent } from './sets.ts';
import type { Words } from './words.ts';

/** The help of a set: facts from the catalogue, words from the locale. The first paragraph is the palette's tooltip. */
export function setHelp(set: SetContent, words: Words): string {
  const pages = [
    ...set.nodes.map(([type, node]) => [type, nodeHelp(set, type, node, words)] as const),
    ...set.operations.map((operation) => [operation.type, operationHelp(operation, words)] as const),
  ];
  return pages.map(([type, page]) => `<script type="text/html" data-help-name="${type}">${page}</script>\n`).join('');
}

function operationHelp(operation: DescribedOperation, words: Words): string {
  const { summary, details = [], output } = words.operation(operation);
  return [
    paragraph(summary),
    section(words.help('inputs'), list(requiredFirst(operation.fields).map((field) => input(operation, field, words)))),
    section(words.help('properties'), list(options(operation, words))),
    section(words.help('outputs'), list([result(operation, output, words)])),
    section(
      words.help('details'),
      [...details, ...rules(operation, words), conditions(operation, words)].map(paragraph).join(''),
    ),
    section(words.help('errors'), paragraph(errors(operation, words))),
    section(
      words.help('references'),
      `<ul><li>${text(operation.domain.chapter)}: <code>${operation.method} ${operation.path}</code></li></ul>`,
    ),
  ].join('');
}

function nodeHelp(set: SetContent, type: string, node: NodeDescription, words: Words): string {
  const { summary, details = [] } = words.node(set.name, type);
  const properties = Object.entries(node.properties)
    .filter(([name]) => name !== 'name')
    .map(([name, property]) => {
      const { label, help } = words.property(set.name, type, name);
      return definition(label, '', help ?? '', !property.required);
    });
  return [
    paragraph(summary),
    section(words.help('properties'), list(properties)),
    section(words.help('outputs'), list(outputs(set, type, node, words))),
    section(words.help('details'), details.map(paragraph).join('')),
  ].join('');
}

function outputs(set: SetContent, type: string, node: NodeDescription, words: Words): string[] {
  const { output } = words.node(set.name, type);
  const emitted = emittedBy(set, node).map(([name, { type: fieldType, many }, inner]) =>
    definition(
      `payload.${name}`,
      plainTypeName(fieldType, many, words),
      [sentence(words.emitted(set.name, type, name)), inner && `${inner.map(code).join(', ')}.`]
        .filter(Boolean)
        .join(' '),
      true,
    ),
  );
  return [...(output ? [definition('payload', words.help('object'), output)] : []), ...emitted];
}

/** The fields of what a node emits, each with the names of what is in it. */
export function emittedBy(
  { domains }: Pick<SetContent, 'domains'>,
  { emits = '' }: NodeDescription,
): (readonly [name: string, field: Field, inner: readonly string[] | undefined])[] {
  const domain = domains.find(({ representations }) => Object.hasOwn(representations, emits));
  if (!domain) return [];
  const namesIn = (owner: Domain, name: string) => plainFieldsOf(owner, name).map(([inner]) => inner);
  return plainFieldsOf(domain, emits).map(([name, field]) => [
    name,
    field,
    structureOf(domain, field.type) && namesIn(domain, field.type),
  ]);
}

function options(operation: DescribedOperation, words: Words): string[] {
  return Object.keys(optionsOf(operation)).map((name) => {
    const { label, help = '' } = words.option(name);
    return definition(label, '', help, true);
  });
}

function input(operation: DescribedOperation, field: InputField, words: Words): string {
  const { help = '' } = words.field(operation, field.name);
  const facts = [
    sentence(help),
    choices(field, words),
    field.min !== undefined && field.max !== undefined && `${field.min} – ${field.max}.`,
    field.except && `${words.help('except')} ${field.except.join(', ')}.`,
    field.beside && `${words.help('beside')} ${condition(field.beside, words)}.`,
    field.fallback !== undefined && `${words.help('fallback')} ${code(String(field.fallback))}.`,
    field.since && since(field.since, words),
    operation.system.defaults.includes(field.name) && !field.noDefault && words.help('accountDefault'),
    field.lookup && words.help('lookup'),
    field.from && `${words.help('inEvents')} ${[field.from].flat().map(code).join(', ')}.`,
  ];
  return definition(field.name, typeName(field, words), facts.filter(Boolean).join(' '), !isMandatory(field));
}

/** The values of an enumeration; those that have names of their own are too many, and known. */
function choices({ allowed: values, free, named }: InputField, words: Words): string | undefined {
  if (!values || named) return undefined;
  return `${words.help(free ? 'suggestions' : 'values')} ${values.map(code).join(', ')}.`;
}

function condition(when: RequiredWhen['when'], words: Words): string {
  const parts = Object.entries(when).map(
    ([name, values]) => `${code(name)} ${values.map(code).join(` ${words.help('or')} `)}`,
  );
  return parts.join(` ${words.help('and')} `);
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'string',
  int: 'number',
  long: 'number',
  nonNegativeInteger: 'number',
  boolean: 'boolean',
  dateTime: 'date',
  hexBinary: 'hex',
  byte: 'buffer',
  base64Binary: 'buffer',
};

/** What a caller enters: a structure is an object, an enumeration a string. */
function typeName(field: InputField, words: Words): string {
  return plainTypeName(field.allowed ? 'string' : field.type, field.many, words);
}

/** The type of a value in a message. */
export function plainTypeName(type: string, many: boolean | undefined, words: Words): string {
  const name = words.help(typeNames[type] ?? 'object');
  return many ? `${name}[]` : name;
}

function result(operation: DescribedOperation, output: string | undefined, words: Words): string {
  const { domain, reference, result: name, many, highlights = {} } = operation;
  if (reference) {
    return definition(`payload.${reference}`, words.help('string'), sentence(output ?? ''));
  }
  if (!name) return definition('payload', '', `${sentence(output ?? '')} ${words.help('unchanged')}`.trim());
  const fields = [...new Set([...Object.keys(structureOf(domain, name) ?? {}), ...Object.keys(highlights)])];
  const type = words.help(fields.length > 0 ? 'object' : 'string');
  const facts = [sentence(output ?? ''), fields.length > 0 && `${fields.map(code).join(', ')}.`];
  return definition('payload', many ? `${type}[]` : type, facts.filter(Boolean).join(' '));
}

function rules({ rules: given }: DescribedOperation, words: Words): string[] {
  if (!given) return [];
  const names = (fields: readonly string[]): string => fields.map(code).join(', ');
  return [
    given.exactlyOne && `${words.help('exactlyOne')} ${names(given.exactlyOne)}.`,
    ...(given.together ?? []).map((fields) => `${words.help('together')} ${names(fields)}.`),
    given.exclusive &&
      `${words.help('exclusive')} ${given.exclusive.map((fields) => fields.map(code).join(' + ')).join(', ')}.`,
    ...(given.requiredWhen ?? []).map(
      ({ fields, when }) => `${words.help('needs')} ${condition(when, words)}: ${names(fields)}.`,
    ),
  ].filter((line) => line !== undefined);
}

function conditions(operation: DescribedOperation, words: Words): string {
  const { licences = [], only, since: version, deprecated } = operation;
  return [
    deprecated && words.help('deprecated'),
    only && words.help('only').replace('{type}', only),
    licences.length > 0 && `${words.help('licences')} ${licences.map(code).join(` ${words.help('or')} `)}.`,
    version && since(version, words),
  ]
    .filter(Boolean)
    .join(' ');
}

function errors(operation: DescribedOperation, words: Words): string {
  const codes = [
    operation.fields.length > 0 && 'INVALID_INPUT',
    operation.fields.some((field) => field.in === 'path') && 'NOT_FOUND',
    operation.licences && 'NOT_ALLOWED',
  ].filter((name) => name !== false && name !== undefined);
  return `${words.help('caught')} ${codes.map((name) => code(String(name))).join(', ')}`.trim().concat('.');
}

function since(version: string, words: Words): string {
  return words.help('since').replace('{version}', version);
}

function section(title: string, content: string): string {
  return content && `<h3>${text(title)}</h3>${content}`;
}

function list(items: readonly string[]): string {
  return items.length > 0 ? `<dl class="message-properties">${items.join('')}</dl>` : '';
}

function definition(name: string, type: string, help: string, optional = false): string {
  const kind = type && ` <span class="property-type">${text(type)}</span>`;
  return `<dt${optional ? ' class="optional"' : ''}>${text(name)}${kind}</dt><dd>${text(help)}</dd>`;
}

function paragraph(content: string): string {
  return content && `<p>${text(content)}</p>`;
}

function sentence(content: string): string {
  return content && !/[.!?]$/.test(content) ? `${content}.` : content;
}

function code(content: string): string {
  return `\`${content}\``;
}

/** Plain text with code in backticks as HTML. */
function text(content: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(/`([^`]*)`/g, '<code>$1</code>');
}
