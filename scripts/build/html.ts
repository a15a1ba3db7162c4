import type { NodeDescription, Property } from '../../nodes/catalogue/property.ts';
import { choosesOperation, type DescribedOperation, optionsOf, optionsOfAny } from '../../nodes/schema/describe.ts';
import { type SetContent, systemOf } from './sets.ts';

/** Code that is written as it stands. */
class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Literal = string | number | boolean | Code | readonly Literal[] | { readonly [key: string]: Literal | undefined };

/** Functions of the shared bundle, which all types use. */
const shared = (name: string): Code => new Code(`T.${name}`);

/**
 * The HTML of a set. Each type is registered by a literal call, for the flow library reads nothing else; each tag stands
 * on a line of its own, since its pattern does not tell tags on one line apart.
 */
export function setHtml(set: SetContent, packageName: string): string {
  const types = [...set.nodes.map(([type]) => type), ...set.operations.map(({ type }) => type)];
  return [
    `<script src="resources/${packageName}/editor.js"></script>`,
    ...types.map((type) => `<script type="text/html" data-template-name="${type}"></script>`),
    '<script type="text/javascript">',
    '(function (T) {',
    ...set.nodes.map(([type, node]) => registration(type, nodeDefinition(node))),
    ...set.operations.map((operation) => registration(operation.type, operationDefinition(operation))),
    '})(SwitchboardTelephony);',
    '</script>',
    '',
  ].join('\n');
}

function registration(type: string, definition: Literal): string {
  return `RED.nodes.registerType(${write(type)},${write(definition)});`;
}

/** What every node that carries out an operation stores, whatever the operation. */
const operationDefaults = {
  fields: { value: {}, validate: shared('validFields') },
  fromPayload: { value: true },
  output: { value: { type: 'msg', value: 'payload' }, validate: shared('validOutput') },
  timeout: { value: '', validate: shared('validTimeout') },
  actorsFromRequest: { value: false },
  errorOutput: { value: false },
  // Node-RED itself keeps the number of ports in this property where it can change.
  outputs: { value: 1 },
};

function optionDefaults(options: Readonly<Record<string, Property>>) {
  return Object.fromEntries(Object.entries(options).map(([name, property]) => [name, nodeDefault(name, property)]));
}

function operationDefinition(operation: DescribedOperation): Literal {
  const { system, domain } = operation;
  return {
    category: domain.category,
    color: system.color,
    icon: domain.icon,
    inputs: 1,
    outputs: 1,
    defaults: {
      name: { value: '' },
      [system.account]: { value: '', type: system.accountType, required: true },
      ...operationDefaults,
      ...optionDefaults(optionsOf(operation)),
    },
    ...functions,
    inputLabels: shared('inputLabel'),
    outputLabels: shared('outputLabel'),
  };
}

const functions = {
  label: shared('label'),
  labelStyle: shared('labelStyle'),
  paletteLabel: shared('paletteLabel'),
  onpaletteadd: shared('paletteAdded'),
  oneditprepare: shared('prepare'),
  oneditsave: shared('save'),
};

function nodeDefinition(node: NodeDescription): Literal {
  const properties = Object.entries(node.properties);
  const ports = properties.some(([, { editor }]) => editor === 'output' || editor === 'errors');
  const defaults = Object.fromEntries(
    properties
      .filter(([, { credential }]) => !credential)
      .map(([name, property]) => [name, nodeDefault(name, property)]),
  );
  const system = choosesOperation(node) && systemOf(node);
  const generic = system ? { ...operationDefaults, ...optionDefaults(optionsOfAny(system)) } : {};
  const credentials = properties
    .filter(([, { credential }]) => credential)
    .map(([name, property]) => [name, credentialDefault(name, property)]);
  return {
    category: node.category,
    ...(node.category !== 'config' && {
      color: node.color,
      icon: node.icon,
      inputs: node.inputs ?? 0,
      outputs: node.outputs ?? 0,
    }),
    // Node-RED itself keeps the number of ports in this property where it can change.
    defaults: { ...defaults, ...(ports && { outputs: { value: 1 } }), ...generic },
    ...(credentials.length > 0 && { credentials: Object.fromEntries(credentials) }),
    ...functions,
    ...(node.inputs && { inputLabels: shared('inputLabel') }),
    ...(node.outputs && { outputLabels: shared('outputLabel') }),
  };
}

function nodeDefault(name: string, property: Property): Literal {
  if (property.config) {
    // The editor's own check knows nothing of conditions, and asks nobody else about what is not required.
    if (property.requiredWhen) return { value: property.value, type: property.config, validate: validation(name) };
    return { value: property.value, type: property.config, required: property.required ?? false };
  }
  const typed = property.type === 'int' && !property.editor;
  const checked = typed || property.required || property.requiredWhen;
  return { value: property.value, ...(checked && { validate: validation(name) }) };
}

/** The check of one property. */
function validation(name: string): Code {
  return new Code(`T.valid(${write(name)})`);
}

function credentialDefault(name: string, property: Property): Literal {
  return { type: property.secret ? 'password' : 'text', validate: validation(name) };
}

function write(value: Literal): string {
  if (value instanceof Code) return value.text;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter((entry): entry is [string, Literal] => entry[1] !== undefined);
    return `{${entries.map(([key, item]) => `${key}:${write(item)}`).join(',')}}`;
  }
  // JSON is JavaScript, but for what would end the tag.
  return JSON.stringify(value).replaceAll('</', '<\\/');
}
