import { type AnyNode, type Expression, parse } from 'acorn';
import { simple } from 'acorn-walk';

/** What the public flow library knows of a node type, after reading its HTML. */
export interface ListedType {
  readonly defaults?: readonly string[];
  readonly credentials?: readonly string[];
  readonly icon?: unknown;
  readonly color?: unknown;
  readonly inputs?: unknown;
  readonly outputs?: unknown;
}

export interface Listing {
  readonly types: Readonly<Record<string, ListedType>>;
  /** What it could not read. */
  readonly problems: readonly string[];
}

const scriptBlocks = /<script.+?type=['"]text\/javascript['"].*?>([\S\s]*?)<\/script>/gi;
const literals = ['icon', 'color', 'inputs', 'outputs'];

function nameOf(key: AnyNode): string {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' ? String(key.value) : '';
}

function keysOf(value: AnyNode): string[] | undefined {
  if (value.type !== 'ObjectExpression') return undefined;
  return value.properties.map((property) => (property.type === 'Property' ? nameOf(property.key) : ''));
}

function readDefinition(type: string, definition: Expression, problems: string[]): ListedType | undefined {
  if (definition.type !== 'ObjectExpression') {
    problems.push(`${type}: the definition is no object literal`);
    return undefined;
  }
  const listed: Record<string, unknown> = {};
  for (const property of definition.properties) {
    if (property.type !== 'Property') continue;
    const name = nameOf(property.key);
    const { value } = property;
    if (name === 'defaults' || name === 'credentials') {
      const keys = keysOf(value);
      if (keys) listed[name] = keys;
      else problems.push(`${type}: ${name} is not inline`);
    } else if (literals.includes(name)) {
      if (value.type === 'Literal') listed[name] = value.value;
      else problems.push(`${type}: ${name} is no literal`);
    }
  }
  return listed;
}

/**
 * Reads node definitions as the flow library does (its `getNodeDefinitions`): nothing is run, so only literal calls of
 * `registerType` in script blocks marked as `text/javascript` count, with what stands inline in them.
 */
export function listNodes(html: string): Listing {
  const types: Record<string, ListedType> = {};
  const problems: string[] = [];
  for (const [, script = ''] of html.matchAll(scriptBlocks)) {
    simple(parse(script, { ecmaVersion: 'latest' }), {
      CallExpression({ callee, arguments: [type, definition] }) {
        if (callee.type !== 'MemberExpression' || nameOf(callee.property) !== 'registerType') return;
        if (type?.type !== 'Literal' || typeof type.value !== 'string') {
          problems.push('a type name is no literal');
          return;
        }
        const listed = definition && readDefinition(type.value, definition as Expression, problems);
        if (listed) types[type.value] = listed;
      },
    });
  }
  return { types, problems };
}
