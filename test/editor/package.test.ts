import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { type CallExpression, type ObjectExpression, type Property, parse } from 'acorn';
import { simple } from 'acorn-walk';
import { otherNodes, systems } from '../../nodes/catalogue/index.ts';
import type { NodeDescription } from '../../nodes/catalogue/types.ts';
import { operationsOf, setsOf } from '../../nodes/runtime/describe.ts';
import { packageName, projectRoot } from '../support/node-red.ts';

const operations = Object.values(systems).flatMap(operationsOf);
const others = Object.entries<NodeDescription>(otherNodes);
const types = [...others.map(([type]) => type), ...operations.map(({ type }) => type)].sort();
const dist = join(projectRoot, 'dist');
const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
};
const sets = Object.keys(manifest['node-red'].nodes);

function read(...path: string[]): string {
  return readFileSync(join(dist, ...path), 'utf8');
}

function sizeOf(folder: string, ending: string): number {
  const files = readdirSync(join(dist, folder)).filter((file) => file.endsWith(ending));
  return files.reduce((sum, file) => sum + statSync(join(dist, folder, file)).size, 0);
}

/** What the flow library makes of a set's HTML: it parses the scripts of this very type and takes nothing but literals. */
function registrations(html: string): Map<string, Map<string, unknown>> {
  const found = new Map<string, Map<string, unknown>>();
  for (const [, script = ''] of html.matchAll(/<script.+?type=['"]text\/javascript['"].*?>([\S\s]*?)<\/script>/gi)) {
    simple(parse(script, { ecmaVersion: 'latest' }), {
      CallExpression(node) {
        const call = registerCall(node);
        if (call) found.set(call[0], literalsOf(call[1]));
      },
    });
  }
  return found;
}

function registerCall(node: CallExpression): readonly [string, ObjectExpression] | undefined {
  const [name, definition] = node.arguments;
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return undefined;
  if (callee.property.name !== 'registerType') return undefined;
  assert.ok(name?.type === 'Literal' && definition?.type === 'ObjectExpression', 'registerType needs literals');
  return [String(name.value), definition];
}

function literalsOf(definition: ObjectExpression): Map<string, unknown> {
  return new Map(
    definition.properties.map((property): [string, unknown] => {
      const { key, value } = property as Property;
      assert.ok(key.type === 'Identifier');
      if (value.type === 'Literal') return [key.name, value.value];
      if (value.type === 'ObjectExpression') return [key.name, [...literalsOf(value).keys()]];
      return [key.name, undefined];
    }),
  );
}

describe('the package', () => {
  it('lists exactly the sets that the build writes', () => {
    const built = new Set([...others.map(([, { set }]) => set), ...Object.values(systems).flatMap(setsOf)]);
    assert.deepEqual([...sets].sort(), [...built].sort());
    for (const [set, file] of Object.entries(manifest['node-red'].nodes)) {
      assert.equal(file, `dist/${set}.js`);
      for (const path of [file, file.replace('.js', '.html')]) assert.ok(existsSync(join(projectRoot, path)), path);
    }
  });

  it('registers every node type as the flow library reads it, with an icon that exists', () => {
    const seen = sets.flatMap((set) => [...registrations(read(`${set}.html`))]);
    assert.deepEqual(seen.map(([type]) => type).sort(), types);
    for (const [type, literals] of seen) {
      if (literals.get('category') === 'config') continue;
      assert.match(String(literals.get('color')), /^#[0-9a-f]{6}$/, type);
      assert.equal(typeof literals.get('inputs'), 'number', type);
      assert.equal(typeof literals.get('outputs'), 'number', type);
      assert.ok(existsSync(join(dist, 'icons', String(literals.get('icon')))), `${type}: ${literals.get('icon')}`);
    }
  });

  it('gives operations the properties that a flow stores, and accounts their credentials', () => {
    const all = new Map(sets.flatMap((set) => [...registrations(read(`${set}.html`))]));
    for (const { type, system } of operations) {
      assert.deepEqual(all.get(type)?.get('defaults'), [
        'name',
        system.account,
        'fields',
        'fromPayload',
        'output',
        'timeout',
      ]);
    }
    for (const [type, { properties }] of others) {
      const credentials = Object.keys(properties).filter((name) => properties[name]?.credential);
      assert.deepEqual(all.get(type)?.get('credentials') ?? [], credentials, type);
    }
  });

  it('serves the script that every set refers to, for a missing one would freeze the editor', () => {
    for (const set of sets) {
      const [, source = ''] = /<script src="([^"]+)"/.exec(read(`${set}.html`)) ?? [];
      assert.equal(source, `resources/${packageName}/editor.js`, set);
      assert.ok(statSync(join(projectRoot, 'resources', basename(source))).size > 0);
    }
  });

  it('has a help for every node type that starts with a paragraph, the tooltip of the palette', () => {
    for (const set of sets) {
      const html = read(`${set}.html`);
      const templates = [...html.matchAll(/data-template-name="([^"]+)"/g)].map(([, type]) => type);
      const helps = [
        ...read('locales', 'en-US', `${set}.html`).matchAll(/data-help-name="([^"]+)">(<p>[^<]|<p><code>)/g),
      ];
      assert.deepEqual(
        helps.map(([, type]) => type),
        templates,
      );
    }
  });

  it('names every input and the request itself in the help of an operation', () => {
    for (const { type, domain, fields, method, path } of operations) {
      const html = read('locales', 'en-US', `${domain.set}.html`);
      const help = html.split('<script ').find((page) => page.includes(`data-help-name="${type}"`)) ?? '';
      for (const { name } of fields) assert.match(help, new RegExp(`<dt[^>]*>${name} <`), `${type}: ${name}`);
      assert.ok(help.includes(`<code>${method} ${path}</code>`), type);
    }
  });

  it('has words for everything in every set: no message is missing, none is a mere key', () => {
    for (const set of sets) {
      const messages = JSON.parse(read('locales', 'en-US', `${set}.json`)) as {
        palette: { label: Record<string, string> };
        types: Record<string, { label: string; fields?: Record<string, { label: string }> }>;
        fields: Record<string, { label: string }>;
      };
      for (const { type, fields } of operations.filter(({ domain }) => domain.set === set)) {
        assert.match(messages.types[type]?.label ?? '', / /, type);
        for (const { name } of fields) {
          assert.ok(messages.types[type]?.fields?.[name]?.label ?? messages.fields[name]?.label, `${type}: ${name}`);
        }
      }
    }
  });

  it('stays small: 2.3 kB of HTML and 400 bytes of messages per node type, 60 kB of editor', () => {
    assert.ok((sizeOf('.', '.html') + sizeOf('locales/en-US', '.html')) / types.length < 2300);
    assert.ok(sizeOf('locales/en-US', '.json') / types.length < 400);
    assert.ok(statSync(join(projectRoot, 'resources', 'editor.js')).size < 60_000);
  });

  it('publishes the operations with their inputs', () => {
    const published = JSON.parse(read('operations.json')) as { type: string; fields: { name: string; in: string }[] }[];
    assert.deepEqual(
      published.map(({ type, fields }) => [type, fields.map((field) => `${field.in} ${field.name}`)]),
      operations.map(({ type, fields }) => [type, fields.map((field) => `${field.in} ${field.name}`)]),
    );
  });
});
