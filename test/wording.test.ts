import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from './support/node-red.ts';

const glossary = readFileSync(join(projectRoot, 'docs/glossary.md'), 'utf8');

/** The words on the left of the glossary's last table. */
const avoided = [...(glossary.split('## Words to avoid')[1] ?? '').matchAll(/^\| ([^|]+?) \| [^|]+ \|$/gm)]
  .map(([, words]) => words ?? '')
  .filter((words) => words !== 'not');

/** Files that people read, below the project. */
function pages(): string[] {
  const below = (folder: string, ending: string) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith(ending));
  const docs = below('docs', '.md').filter(
    (path) => path !== 'docs/glossary.md' && !path.startsWith('docs/decisions/'),
  );
  return [
    'README.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    ...docs,
    ...below('locales', '.json'),
    ...below('examples', '.json'),
  ];
}

/** The words to avoid in a text, each with its surroundings; names of properties and code do not count. */
function avoidedIn(text: string): string[] {
  return avoided.flatMap((words) =>
    [...text.matchAll(new RegExp(`.{0,40}(?<![\\w-])${words}(?![\\w-]).{0,40}`, 'gi'))].map(([found]) => found),
  );
}

test('the words to avoid are found', () => {
  assert.ok(avoided.length >= 10, avoided.join());
  for (const words of avoided) assert.equal(avoidedIn(`He said ${words} twice`).length, 1, words);
});

test('nothing that people read has a word that the glossary says to avoid', () => {
  const found = pages().flatMap((path) =>
    avoidedIn(readFileSync(join(projectRoot, path), 'utf8')).map((words) => `${path}: ${words}`),
  );
  assert.deepEqual(found, []);
});
