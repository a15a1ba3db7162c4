// npm test: checks, builds, tests. `npm test -- <part of a path>` runs only the test files whose path holds it.
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { build, install, mustRun, root, say } from './prepare.mjs';

const wanted = process.argv.slice(2);

const files = readdirSync(join(root, 'test'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
  .map((entry) =>
    relative(root, join(entry.parentPath ?? entry.path, entry.name))
      .split(sep)
      .join('/'),
  )
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) {
  say(`No test file matches ${wanted.join(', ')}.`);
  process.exit(1);
}

install();
if (wanted.length === 0) mustRun(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'check', '.']);
for (const project of ['.', 'nodes/editor']) {
  mustRun(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit', '-p', project]);
}
build();
// The runner hands its own flags on to the process of every test file.
mustRun(process.execPath, ['--import', import.meta.resolve('tsx'), 'scripts/test/run.mjs', ...files]);
