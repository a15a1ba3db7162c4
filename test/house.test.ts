import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { projectRoot } from './support/node-red.ts';

const nodes = join(projectRoot, 'nodes');

interface Source {
  /** Below `nodes/`. */
  readonly path: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
}

const sources: readonly Source[] = readdirSync(nodes, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((name) => {
    const path = name.replaceAll('\\', '/');
    const text = readFileSync(join(nodes, path), 'utf8');
    return { path, text, syntax: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
  });

/** What a room may import from, besides itself. What is not named here is imported by nobody below it. */
const below: Readonly<Record<string, readonly string[]>> = {
  catalogue: [],
  schema: ['catalogue'],
  runtime: ['schema', 'catalogue'],
  oauth: ['runtime', 'schema', 'catalogue'],
  opentouch: ['runtime', 'schema', 'catalogue'],
  orange: ['oauth', 'runtime', 'schema', 'catalogue'],
  teaming: ['orange', 'oauth', 'runtime', 'schema', 'catalogue'],
  partner: ['orange', 'oauth', 'runtime', 'schema', 'catalogue'],
  tasks: ['opentouch', 'teaming', 'runtime', 'schema', 'catalogue'],
  client: ['tasks', 'opentouch', 'teaming', 'orange', 'oauth', 'runtime', 'schema', 'catalogue'],
  doctor: ['opentouch', 'runtime', 'schema', 'catalogue'],
  'partner-check': ['runtime', 'schema', 'catalogue'],
  simulator: ['partner-check', 'runtime', 'schema', 'catalogue'],
};

function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] as string) : '';
}

function importsOf({ path, syntax }: Source): string[] {
  return syntax.statements.flatMap((statement) => {
    const from =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined;
    if (!from || !ts.isStringLiteral(from) || !from.text.startsWith('.')) return [];
    return [join(dirname(path), from.text).replaceAll('\\', '/')];
  });
}

test('rooms import from those below them only', () => {
  const upward = sources.flatMap((source) => {
    const room = roomOf(source.path);
    const allowed = below[room];
    if (!allowed) return [];
    return importsOf(source)
      .filter((target) => !target.startsWith('..') && roomOf(target) !== room && !allowed.includes(roomOf(target)))
      .map((target) => `${source.path} imports ${target}`);
  });
  assert.deepEqual(upward, []);
});

test('catalogue and schema need no Node.js', () => {
  const needing = sources
    .filter(({ path }) => /^(?:catalogue|schema)\//.test(path))
    .filter(({ text }) => /from 'node:|\bBuffer\.\w|\bprocess\.\w/.test(text));
  assert.deepEqual(
    needing.map(({ path }) => path),
    [],
  );
});

test('schema, runtime, oauth and editor know no system by name', () => {
  const knowing = sources
    .filter(({ path }) => /^(?:schema|runtime|oauth|editor)\//.test(path))
    .filter(({ text }) => /opentouch|teaming|business-?(?:talk|apps)|\borange\b/i.test(text));
  assert.deepEqual(
    knowing.map(({ path }) => path),
    [],
  );
});

test('no file is longer than 350 lines', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > 351);
  assert.deepEqual(
    long.map(({ path, text }) => `${path}: ${text.split('\n').length}`),
    [],
  );
});

type Declared = ts.Statement & { readonly name?: ts.Identifier };

/** The names that a file exports by declaring them, with the statements that declare them; overloads once. */
function exportsOf({ syntax }: Source): Map<string, ts.Statement> {
  const declared = new Map<string, ts.Statement>();
  for (const statement of syntax.statements) {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) continue;
    const names = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => name.getText(syntax))
      : [(statement as Declared).name?.text ?? ''];
    for (const name of names.filter(Boolean)) if (!declared.has(name)) declared.set(name, statement);
  }
  return declared;
}

test('every exported name says what it is', () => {
  const silent = sources.flatMap((source) =>
    [...exportsOf(source)]
      .filter(([, statement]) => ts.getJSDocCommentsAndTags(statement).length === 0)
      .map(([name]) => `${source.path}: ${name}`),
  );
  assert.deepEqual(silent, []);
});

/** What the package hands out: the entry wraps what it loads later, and the client's types are published as they stand. */
const handedOut = ['index.ts', 'client/types.ts'];

test('no name is exported by two files', () => {
  const places = new Map<string, string[]>();
  for (const source of sources.filter(({ path }) => !handedOut.includes(path))) {
    for (const name of exportsOf(source).keys()) places.set(name, [...(places.get(name) ?? []), source.path]);
  }
  const doubled = [...places]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name}: ${paths.join(', ')}`);
  assert.deepEqual(doubled, []);
});

test('the page on architecture names every room', () => {
  const page = readFileSync(join(projectRoot, 'docs/architecture.md'), 'utf8');
  const rooms = readdirSync(nodes, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of rooms) assert.ok(page.includes(`${name}/`), relative(projectRoot, join(nodes, name)));
});
