// Runs the test files named on the command line, each in a process of its own, and ends with what was skipped and why.
import { availableParallelism } from 'node:os';
import { compose } from 'node:stream';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** Milliseconds that one file may take: what hangs must not hold up the rest for ever. */
const FILE_TIMEOUT = 5 * 60_000;

const skipped = [];

const events = run({
  files: process.argv.slice(2),
  concurrency: Math.max(1, Math.min(4, availableParallelism())),
  timeout: FILE_TIMEOUT,
});
events.on('test:fail', ({ todo }) => {
  if (todo === undefined || todo === false) process.exitCode = 1;
});
events.on('test:pass', ({ name, skip }) => {
  if (skip !== undefined && skip !== false) skipped.push({ name, reason: skip === true ? 'no reason given' : skip });
});

const report = compose(events, spec());
report.on('end', () => {
  if (skipped.length === 0) return;
  process.stdout.write(`\n${skipped.length} skipped, the rest of the run says nothing about these:\n`);
  for (const { name, reason } of skipped) process.stdout.write(`  - ${name}: ${reason}\n`);
});
report.pipe(process.stdout);
