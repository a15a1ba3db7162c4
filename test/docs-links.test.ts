import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from './support/node-red.ts';

type Words = Partial<Record<'operations' | 'nodes', Readonly<Record<string, { readonly label: string }>>>>;

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map((name) => join(projectRoot, name)),
  ...readdirSync(join(projectRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(projectRoot, 'docs', name)),
];

/** Targets of links and pictures that are files of the project. */
function targetsIn(page: string): string[] {
  const targets = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^(\w+:|#)/.test(target)).map((target) => target.replace(/#.*$/, ''));
}

test('every link of the documentation leads to a file', () => {
  const broken = pages.flatMap((page) =>
    targetsIn(page)
      .filter((target) => !existsSync(join(dirname(page), target)))
      .map((target) => `${relative(projectRoot, page)}: ${target}`),
  );
  assert.deepEqual(broken, []);
});

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const headings = [...readFileSync(page, 'utf8').matchAll(/^#{1,6} (.+)$/gm)].map(([, text = '']) => text);
  return headings.map((text) =>
    text
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('every link to a heading leads to one', () => {
  const broken = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s:]*)#([^)\s]+)\)/g)]
      .map(([, path = '', anchor = '']) => ({ target: path ? join(dirname(page), path) : page, anchor }))
      .filter(({ target, anchor }) => target.endsWith('.md') && !anchorsOf(target).includes(anchor))
      .map(({ target, anchor }) => `${relative(projectRoot, page)}: ${relative(projectRoot, target)}#${anchor}`),
  );
  assert.deepEqual(broken, []);
});

/** A page, and all that its links lead to. */
function reachedFrom(page: string, reached = new Set<string>()): Set<string> {
  if (reached.has(page) || !page.endsWith('.md') || !existsSync(page)) return reached;
  reached.add(page);
  for (const target of targetsIn(page)) reachedFrom(join(dirname(page), target), reached);
  return reached;
}

test('every page is reached from the index, and every chapter shows a flow', () => {
  const index = join(projectRoot, 'docs', 'README.md');
  const linked = reachedFrom(index);
  for (const page of pages) {
    const isPart = page.startsWith(join(projectRoot, 'docs')) && page !== index && !page.includes('client/');
    if (isPart) assert.ok(linked.has(page), `${relative(projectRoot, page)} is not reached from the index`);
    if (page.includes(`${join('docs', 'chapters')}`))
      assert.match(readFileSync(page, 'utf8'), /!\[[^\]]+\]\(images\/[\w-]+\.png\)/, page);
  }
});

test('the pages call the nodes by the labels that they have', () => {
  const folder = join(projectRoot, 'locales', 'en-US');
  const labels = readdirSync(folder).flatMap((file) => {
    const { operations = {}, nodes = {} } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Words;
    return [...Object.values(operations), ...Object.values(nodes)].map(({ label }) => label);
  });
  const strange = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/`([^`\n]+)`/g)]
      .map(([, code = '']) => code)
      .filter((code) => /^[a-z]+( [A-Za-z]+)+$/.test(code) && !/^(npm|node) /.test(code) && !labels.includes(code))
      .map((code) => `${relative(projectRoot, page)}: ${code}`),
  );
  assert.deepEqual(strange, []);
});
