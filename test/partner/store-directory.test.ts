import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { settingsOf } from '../../nodes/partner/nodes/settings.ts';
import { folderOf, takeFormerStore } from '../../nodes/partner/nodes/store-directory.ts';
import { storeDirectory } from '../support/ledger.ts';

const settings = (path: string, userDir = '/data') =>
  settingsOf(
    { id: 'p', type: 'business-apps-partner', name: '', z: '', path },
    { inboundUser: 'u', inboundSecret: 's' },
    userDir,
  );

test('no two paths share a store, on no file system, and none leaves the directory', () => {
  const paths = [
    '/a/b',
    '/a-b',
    '/a~b',
    '/A-b',
    '/a.b',
    '/a/B',
    '/a',
    '/A',
    '/a.',
    '/.a',
    '/-',
    '/~',
    '/a-b~',
    '/con-',
    '/...',
  ];
  const folders = paths.map((path) => folderOf(path).toLowerCase());
  assert.equal(new Set(folders).size, paths.length, folders.join(' '));
  for (const path of paths) {
    const { directory } = settings(path);
    assert.equal(dirname(directory), '/data/business-apps');
    assert.ok(!['.', '..', ''].includes(basename(directory)));
  }
  // What is known of a plain path is found where it was.
  for (const name of ['business-apps', 'a_b', 'orange.partner-2']) assert.equal(folderOf(`/${name}`), name);
});

for (const path of ['/..', '/../x', '/a/..', '/.', '/a/./b']) {
  test(`the path ${path} is refused`, () => {
    assert.match(settings(path).problem?.message ?? '', /path: expected a path without/);
  });
}

async function withFormerStore() {
  const root = join(await storeDirectory(), 'business-apps');
  mkdirSync(join(root, 'a-b'), { recursive: true });
  writeFileSync(join(root, 'a-b', 'partner.db'), 'former');
  return (path: string) => ({ path, directory: join(root, folderOf(path)) });
}

test('what an earlier version has kept is found again, and belongs to one account from then on', async () => {
  const at = await withFormerStore();
  assert.equal(takeFormerStore(at('/a/b'), ['/a/b', '/c']), undefined);
  assert.equal(readFileSync(join(at('/a/b').directory, 'partner.db'), 'utf8'), 'former');
  assert.equal(takeFormerStore(at('/a-b'), ['/a/b', '/a-b']), undefined);
  assert.equal(existsSync(at('/a-b').directory), false);
});

test('what two accounts have shared without being asked stays where it is, and they are told', async () => {
  const at = await withFormerStore();
  assert.match(takeFormerStore(at('/a/b'), ['/a/b', '/a-b']) ?? '', /for \/a\/b and for \/a-b so far; give both/);
  assert.equal(takeFormerStore(at('/a-b'), ['/a/b', '/a-b']), undefined);
  assert.ok(existsSync(join(at('/a-b').directory, 'partner.db')));
});
