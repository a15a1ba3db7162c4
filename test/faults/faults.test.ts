import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type NodeRed, startNodeRed } from '../support/node-red.ts';
import { broken } from './invariants.ts';
import { paceOf } from './pace.ts';
import { groupsOf } from './rows.ts';
import { runRows } from './run.ts';

/** Everything is ten times as fast as in the field. */
const pace = paceOf(100);
/** Milliseconds by which a busy machine may be late. */
const allowance = 2000;

let red: NodeRed;
before(async () => {
  red = await startNodeRed({ settings: { opentouchServerTiming: pace.timing } });
});
after(() => red.stop());

for (const rows of groupsOf(12)) {
  const names = rows.map(({ name }) => name).join('; ');
  test(`all is well again without a deploy, nothing lost untold, nothing twice, never green while deaf: ${names}`, async () => {
    const outcomes = await runRows(red, rows, pace);
    assert.deepEqual(
      outcomes.flatMap((outcome) => broken(outcome, allowance / pace.second)),
      [],
    );
  });
}
