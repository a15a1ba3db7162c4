import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectRoot } from '../support/node-red.ts';
import { npm } from '../support/package.ts';

const directory = mkdtempSync(join(tmpdir(), 'telephony-links-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const published = ['README.md', 'CHANGELOG.md'];
const text = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');
const targetsIn = (page: string) => [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

test('packing makes every link of the published pages absolute, and leaves the pages as they were', async () => {
  const { scripts, ...manifest } = JSON.parse(text(projectRoot, 'package.json')) as {
    scripts: Record<'prepack' | 'postpack', string>;
  };
  const links = join(projectRoot, 'scripts/publish/links.mjs');
  // Packed without what the build makes: only the pages count here.
  const prepack = scripts.prepack.replace(/^.*&& /, '');
  assert.match(prepack, /^node scripts\/publish\/links\.mjs absolute$/);
  const run = (script: string) => script.replace('scripts/publish/links.mjs', JSON.stringify(links));
  const shortened = { ...manifest, files: ['CHANGELOG.md'], bin: undefined };
  const own = { prepack: run(prepack), postpack: run(scripts.postpack) };
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ ...shortened, scripts: own }));
  for (const name of published) copyFileSync(join(projectRoot, name), join(directory, name));

  const [packed] = JSON.parse(await npm(directory, 'pack', '--json', '--silent')) as { filename: string }[];
  assert.ok(packed);
  execFileSync('tar', ['-xzf', packed.filename], { cwd: directory });
  for (const name of published) {
    const targets = targetsIn(text(join(directory, 'package'), name));
    assert.ok(targets.length > 0, name);
    assert.deepEqual(
      targets.filter((target) => !/^(?:https?:\/\/|#)/.test(target)),
      [],
    );
    assert.equal(text(directory, name), text(projectRoot, name), `${name} was left changed`);
  }
  const [picture = ''] = /https:\/\/raw\.\S+\.png/.exec(text(join(directory, 'package'), 'README.md')) ?? [];
  assert.match(picture, /^https:\/\/raw\.githubusercontent\.com\/[\w-]+\/[\w-]+\/main\/docs\/images\/[\w-]+\.png$/);
});

test('the pages themselves have links that work in a clone', () => {
  const away = published.flatMap((name) => targetsIn(text(projectRoot, name)));
  assert.deepEqual(
    away.filter((target) => /node-red-telephony\/(?:blob\/)?main\//.test(target)),
    [],
  );
});
