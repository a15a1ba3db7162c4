// npm test: checks, builds, tests. `npm test -- <part of a path>` runs only the test files whose path holds it;
// `npm test -- --node-red 5 --node 22` tests on other versions than the installed ones.
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { build, install, mustRun, root } from './prepare.mjs';
import { installsFor } from './test/installs.mjs';

/** The command line, and what is wrong with it as a sentence. */
function readArguments() {
  try {
    const options = { 'node-red': { type: 'string' }, node: { type: 'string' } };
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    return { versions: { ...values }, wanted: positionals };
  } catch (error) {
    return fail(error.message);
  }
}

function fail(problem) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

const { versions, wanted } = readArguments();
const files = readdirSync(join(root, 'test'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
  .map((entry) =>
    relative(root, join(entry.parentPath ?? entry.path, entry.name))
      .split(sep)
      .join('/'),
  )
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) fail(`No test file matches ${wanted.join(', ')}.`);

install();
// What the compiler and the linter say does not depend on the versions that run the tests.
if (Object.keys(versions).length === 0) {
  if (wanted.length === 0) mustRun(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'check', '.']);
  for (const project of ['.', 'nodes/editor']) {
    mustRun(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit', '-p', project]);
  }
}
build();
try {
  const { program, env } = installsFor(versions);
  const { bundleTests } = await import('./test/bundle.mjs');
  // The runner hands its own flags on to the process of every test file.
  mustRun(program, ['--enable-source-maps', 'scripts/test/run.mjs', ...(await bundleTests(files))], { env });
} catch (error) {
  fail(error.message);
}
