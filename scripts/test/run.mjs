// Runs the compiled test files named on the command line, each in a process of its own. It ends with what they ran on,
// what took longest, and what was skipped and why.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { compose } from 'node:stream';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { root } from '../prepare.mjs';

/** Milliseconds that one file may take: what hangs must not hold up the rest for ever. */
const FILE_TIMEOUT = 10 * 60_000;
/** Number of files of which the end of the run says how long they took. */
const SLOWEST = 10;

const files = process.argv.slice(2);
const began = performance.now();
const skipped = [];
/** Milliseconds by file. */
const times = new Map();

const events = run({
  files,
  concurrency: Math.max(1, Math.min(4, availableParallelism())),
  timeout: FILE_TIMEOUT,
});
events.on('test:fail', ({ todo }) => {
  if (todo === undefined || todo === false) process.exitCode = 1;
});
events.on('test:pass', ({ name, skip }) => {
  if (skip !== undefined && skip !== false) skipped.push({ name, reason: skip === true ? 'no reason given' : skip });
});
for (const outcome of ['test:pass', 'test:fail']) {
  events.on(outcome, ({ nesting, file, details }) => {
    if (nesting === 0) times.set(file, (times.get(file) ?? 0) + details.duration_ms);
  });
}

function nodeRedVersion() {
  const elsewhere = process.env.NODE_RED_INSTALL;
  const { resolve } = createRequire(elsewhere ? join(elsewhere, 'package.json') : import.meta.url);
  return JSON.parse(readFileSync(join(dirname(resolve('node-red')), '..', 'package.json'), 'utf8')).version;
}

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

function summary() {
  const lines = [
    `${files.length} files on Node-RED ${nodeRedVersion()} and Node.js ${process.versions.node} in ${seconds(performance.now() - began)}; longest:`,
  ];
  const longest = [...times].sort(([, one], [, other]) => other - one).slice(0, SLOWEST);
  for (const [file, time] of longest) lines.push(`  - ${relative(root, file)}: ${seconds(time)}`);
  if (skipped.length > 0) lines.push('', `${skipped.length} skipped, the rest of the run says nothing about these:`);
  for (const { name, reason } of skipped) lines.push(`  - ${name}: ${reason}`);
  return lines;
}

const report = compose(events, spec());
report.on('end', () => process.stdout.write(`\n${summary().join('\n')}\n`));
report.pipe(process.stdout);
