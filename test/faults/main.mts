// npm run faults: every fault at the pace of the field, printed and written to docs/faults.md. `-- --second 100` is ten times
// as fast and writes nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot, startNodeRed } from '../support/node-red.ts';
import { broken } from './invariants.ts';
import { paceOf } from './pace.ts';
import { groupsOf } from './rows.ts';
import { type Outcome, runRows } from './run.ts';
import { sentencesOf, tableOf, withTables } from './table.ts';

const { values } = parseArgs({ options: { second: { type: 'string', default: '1000' } } });
const pace = paceOf(Number(values.second));
const red = await startNodeRed({ settings: { opentouchServerTiming: pace.timing } });
const outcomes: Outcome[] = [];
try {
  for (const rows of groupsOf(14)) {
    process.stderr.write(`${rows.map(({ name }) => name).join('; ')}\n`);
    outcomes.push(...(await runRows(red, rows, pace)));
  }
} finally {
  await red.stop();
}
process.stdout.write(`${tableOf(outcomes)}\n\n${sentencesOf(outcomes)}\n`);
const page = join(projectRoot, 'docs', 'faults.md');
if (pace.second === 1000) writeFileSync(page, withTables(readFileSync(page, 'utf8'), outcomes));
const problems = outcomes.flatMap((outcome) => broken(outcome, 2000 / pace.second));
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
