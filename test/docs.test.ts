import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { systems } from '../nodes/catalogue/index.ts';
import { operationsOf } from '../nodes/schema/describe.ts';
import { readWords } from '../scripts/build/words.ts';
import { generatedPages } from '../scripts/docs/tables.ts';
import { projectRoot } from './support/node-red.ts';

const docs = (name: string) => readFileSync(join(projectRoot, 'docs', name), 'utf8');

test('the tables of operations and events are what the catalogue gives: npm run docs', async () => {
  const words = (await readWords(join(projectRoot, 'locales'))).find(({ language }) => language === 'en-US');
  assert.ok(words);
  for (const [name, page] of Object.entries(generatedPages(words))) assert.equal(docs(name), `${page}\n`, name);
});

test('every operation and every event has its row', () => {
  const [operations, events] = [docs('operations.md'), docs('events.md')];
  for (const { type, method, path } of Object.values(systems).flatMap(operationsOf)) {
    assert.ok(operations.includes(`\`${type}\``) && operations.includes(`\`${method} ${path}\``), type);
  }
  for (const { events: known } of Object.values(systems).flatMap(({ domains }) => [...domains])) {
    for (const name of Object.keys(known)) assert.ok(events.includes(`| \`${name}\` |`), name);
  }
});
