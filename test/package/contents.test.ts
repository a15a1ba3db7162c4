import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { otherNodes, systems } from '../../nodes/catalogue/index.ts';
import { operationsOf } from '../../nodes/schema/describe.ts';
import { listNodes } from '../support/flow-library.ts';
import { projectRoot } from '../support/node-red.ts';
import { exampleFiles, filesIn, manifest, type Packed, pack, typesBySet } from '../support/package.ts';

let directory: string;
let packed: Packed;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'telephony-pack-'));
  packed = await pack(directory);
});
after(() => rmSync(directory, { recursive: true, force: true }));

const sets = typesBySet();
const { 'node-red': nodeRed } = manifest();

test('the tarball holds what is needed and nothing else', () => {
  const languages = filesIn('locales');
  const expected = [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'package.json',
    ...Object.values(manifest().bin),
    'dist/client.d.ts',
    'dist/client.js',
    'dist/operations.json',
    'dist/telephony.js',
    ...filesIn('dist/parts').map((part) => `dist/parts/${part}`),
    'dist/third-party-licences.txt',
    'dist/telephony-sidebar.js',
    'dist/telephony-sidebar.html',
    'resources/editor.js',
    'resources/sidebar.js',
    'resources/tours/first-flow.js',
    ...['index.html', 'page.css', 'page.js'].map((file) => `resources/simulator/${file}`),
    ...languages.map((language) => `resources/operations-${language}.json`),
    ...[...sets.keys()].flatMap((set) => [`dist/${set}.js`, `dist/${set}.html`]),
    ...languages.flatMap((language) =>
      [...sets.keys()].flatMap((set) => [
        `dist/locales/${language}/${set}.json`,
        `dist/locales/${language}/${set}.html`,
      ]),
    ),
    ...filesIn('icons').map((icon) => `dist/icons/${icon}`),
    ...filesIn('scenarios').flatMap((scenario) => [
      `scenarios/${scenario}`,
      `dist/scenarios/${scenario.replace(/\.\w+$/, '.json')}`,
    ]),
    ...exampleFiles().map((example) => `examples/${example}`),
  ];
  assert.deepEqual(packed.files, expected.sort());
});

test('there are examples', () => {
  assert.notEqual(packed.files.filter((file) => /^examples\/.+\.json$/.test(file)).length, 0);
});

test('package.json names exactly the sets, each with its built file', () => {
  const expected = [...sets.keys()].map((set) => [set, `dist/${set}.js`] as const);
  assert.deepEqual(nodeRed.nodes, Object.fromEntries(expected));
});

test('the plugin is there, with the script that it asks for', () => {
  const { plugins } = nodeRed as { plugins?: Record<string, string> };
  assert.deepEqual(plugins, { 'telephony-sidebar': 'dist/telephony-sidebar.js' });
  const html = readFileSync(join(projectRoot, 'dist/telephony-sidebar.html'), 'utf8');
  assert.equal(html, `<script src="resources/${manifest().name}/sidebar.js"></script>\n`);
});

for (const [set, types] of sets) {
  const html = readFileSync(join(projectRoot, 'dist', `${set}.html`), 'utf8');
  const { types: listed, problems } = listNodes(html);

  test(`the flow library sees every type of ${set}`, () => {
    assert.deepEqual(problems, []);
    assert.deepEqual(Object.keys(listed).sort(), [...types].sort());
  });

  test(`the flow library can show the types of ${set}`, () => {
    for (const [type, { icon, color, inputs, outputs, defaults, credentials }] of Object.entries(listed)) {
      const described = otherNodes[type];
      const secrets = Object.entries(described?.properties ?? {}).filter(([, { credential }]) => credential);
      if (secrets.length > 0)
        assert.deepEqual(
          credentials,
          secrets.map(([name]) => name),
          `credentials of ${type}`,
        );
      assert.ok(defaults?.includes('name'), `${type} has no name`);
      assert.ok(!defaults?.some((name) => secrets.some(([secret]) => secret === name)), `${type} stores a secret`);
      if (described?.category === 'config') continue;
      assert.equal(inputs, described ? described.inputs : 1, `inputs of ${type}`);
      assert.equal(outputs, described ? described.outputs : 1, `outputs of ${type}`);
      assert.match(String(color), /^#[0-9a-f]{6}$/, `colour of ${type}`);
      assert.ok(packed.files.includes(`dist/icons/${icon}`), `icon of ${type}`);
    }
  });

  test(`the HTML of ${set} has one empty template per type and no other`, () => {
    const templates = [...html.matchAll(/data-template-name="([^"]+)"\s*>([\S\s]*?)<\/script>/g)];
    assert.deepEqual(templates.map(([, type]) => type).sort(), [...types].sort());
    assert.deepEqual(
      templates.map(([, , content]) => content?.trim()).filter((content) => content !== ''),
      [],
    );
  });

  test(`every script that the HTML of ${set} asks for is in the tarball`, () => {
    const { name } = manifest();
    const scripts = [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, source]) => source);
    assert.notEqual(scripts.length, 0);
    for (const script of scripts) {
      const path = script?.replace(`resources/${name}/`, 'resources/') ?? '';
      assert.ok(packed.files.includes(path), `${script} would freeze the editor`);
    }
  });
}

test('an operation stores the properties of a flow, after the name of its account', () => {
  for (const { type, system, domain } of Object.values(systems).flatMap(operationsOf)) {
    const { types } = listNodes(readFileSync(join(projectRoot, 'dist', `${domain.set}.html`), 'utf8'));
    const expected = ['name', system.account, 'fields', 'fromPayload', 'output', 'timeout'];
    // What is declared for some operations only comes after what all have.
    assert.deepEqual(types[type]?.defaults?.slice(0, expected.length), expected, type);
  }
});

test('dist/operations.json has the published shape', () => {
  const operations = JSON.parse(readFileSync(join(projectRoot, 'dist/operations.json'), 'utf8')) as unknown;
  assert.ok(Array.isArray(operations));
  const optional = (type: string) => (value: unknown) => value === undefined || typeof value === type;
  const texts = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string');
  const shape: Readonly<Record<string, (value: unknown) => boolean>> = {
    type: (value) => typeof value === 'string',
    set: (value) => sets.has(String(value)),
    system: (value) => typeof value === 'string',
    method: (value) => ['GET', 'POST', 'PUT', 'DELETE'].includes(String(value)),
    path: (value) => String(value).startsWith('/'),
    accept: optional('string'),
    deprecated: (value) => value === undefined || value === true,
    licences: texts,
    since: optional('string'),
    only: optional('string'),
    fields: Array.isArray,
    body: optional('string'),
    result: optional('string'),
  };
  const fieldShape: Readonly<Record<string, (value: unknown) => boolean>> = {
    name: (value) => typeof value === 'string',
    in: (value) => ['path', 'query', 'header', 'body', 'form'].includes(String(value)),
    at: optional('string'),
    type: (value) => typeof value === 'string',
    many: (value) => value === undefined || value === true,
    required: (value) => typeof value === 'boolean',
    values: (value) => value === undefined || texts(value),
  };
  const check = (what: string, item: Record<string, unknown>, rules: typeof shape) => {
    assert.deepEqual(
      Object.keys(item).filter((key) => !(key in rules)),
      [],
      `${what} has more`,
    );
    for (const [key, holds] of Object.entries(rules)) assert.ok(holds(item[key]), `${key} of ${what}`);
  };
  for (const operation of operations as Record<string, unknown>[]) {
    check(String(operation['type']), operation, shape);
    for (const field of operation['fields'] as Record<string, unknown>[]) {
      check(`${operation['type']}.${field['name']}`, field, fieldShape);
    }
  }
});
