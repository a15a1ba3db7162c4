import assert from 'node:assert/strict';
import { test } from 'node:test';
import { broken, longestDeaf } from './invariants.ts';
import { groupsOf } from './rows.ts';
import type { Outcome } from './run.ts';

const [row] = groupsOf(1)[0] ?? [];
assert.ok(row);
const good: Outcome = {
  row,
  errors: {},
  sentences: [],
  statuses: [],
  wellAfter: 1,
  events: { sent: 5, lost: 0, doubled: 0, resynced: 2 },
  calls: { asked: 2, placed: 1, twice: 0 },
  misreported: 0,
  greenWhileDeaf: longestDeaf,
  leaked: 0,
};

test('each rule of the bench of faults refuses what breaks it', () => {
  assert.deepEqual(broken(good, 0), []);
  const bad: Partial<Outcome>[] = [
    { wellAfter: undefined },
    { row: { ...row, final: true } },
    { events: { ...good.events, lost: 1 } },
    { events: { ...good.events, doubled: 1 } },
    { calls: { ...good.calls, twice: 1 } },
    { misreported: 1 },
    { greenWhileDeaf: longestDeaf + 1 },
    { leaked: 1 },
  ];
  for (const change of bad) assert.equal(broken({ ...good, ...change }, 0).length, 1, JSON.stringify(change));
});
