import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { projectRoot } from './support/node-red.ts';

/** Files below a folder of the project. */
function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(projectRoot, folder, name));
}

/** Every text of a source file; what is only known when it runs is …. */
function textsOf(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    if (ts.isTemplateExpression(node))
      texts.push(node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join(''));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

/** Every text of a file of words; what is filled in is …. */
function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value.replace(/\{\w+\}|__\w+__/g, '…')];
  return value && typeof value === 'object' ? Object.values(value).flatMap(wordsOf) : [];
}

const said = [
  ...filesBelow('nodes', '.ts')
    .filter((path) => !/[\\/](catalogue|editor)[\\/]/.test(path))
    .flatMap(textsOf),
  ...filesBelow('locales/en-US', '.json').flatMap((path) => wordsOf(JSON.parse(readFileSync(path, 'utf8')))),
];

/** Whether the package says something: as it stands, or clause by clause where a sentence is put together. */
function isSaid(quoted: string): boolean {
  const wanted = quoted.replace(/^…\s*|[\s:]*…$/g, '');
  const isText = (part: string) => said.some((text) => text.includes(part));
  return isText(wanted) || wanted.split(/: |; /).every(isText);
}

const page = readFileSync(join(projectRoot, 'docs/troubleshooting.md'), 'utf8');

/** Whole sentences, and the short forms in headings and in the first column of tables. */
const quoted = {
  sentences: [...page.matchAll(/^ *> ?(\S.*)$/gm)].map(([, text = '']) => text),
  statuses: [...page.matchAll(/^(?:### .*|\| \*.*?\* \|)/gm)].flatMap(([line]) =>
    [...line.matchAll(/\*(.+?)\*/g)].map(([, text = '']) => text),
  ),
};

test('what the page on troubleshooting quotes is what the package says', () => {
  assert.ok(quoted.sentences.length > 20 && quoted.statuses.length > 30, JSON.stringify(quoted));
  assert.deepEqual(
    [...quoted.sentences, ...quoted.statuses].filter((text) => !isSaid(text)),
    [],
  );
});

test('a sentence that nobody says is noticed', () => {
  assert.equal(isSaid('the server has gone to lunch'), false);
});
