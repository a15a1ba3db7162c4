import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff, backoffDelay } from '../../nodes/runtime/backoff.ts';

const times = { first: 1000, longest: 30_000 };
const origin = { system: 'test', operation: 'test' };

test('waits double up to the longest, for ever, and are not the same for all', () => {
  const expected = [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
  for (const [index, most] of expected.entries()) {
    const delay = backoffDelay(index + 1, times);
    assert.ok(delay > most * 0.7 && delay <= most, `${delay} after failure ${index + 1}`);
  }
  for (const failures of [0, 100, 5000, Number.MAX_SAFE_INTEGER]) assert.ok(backoffDelay(failures, times) <= 30_000);
  assert.ok(new Set(Array.from({ length: 20 }, () => backoffDelay(3, times))).size > 10);
});

test('a pause is not lengthened by what went out before it, grows with the next, and begins anew after an answer', () => {
  let now = 5;
  const backoff = new Backoff(times, () => now);
  assert.equal(backoff.remaining, 0);
  backoff.pause();
  const first = backoff.remaining;
  assert.ok(first >= 750 && first <= 1000);
  backoff.pause();
  assert.equal(backoff.remaining, first);
  // An answer to something older does not end the pause.
  backoff.reset();
  now += 1000;
  assert.equal(backoff.remaining, 0);
  backoff.pause();
  assert.ok(backoff.remaining >= 1500 && backoff.remaining <= 2000);
  now += 2000;
  backoff.reset();
  backoff.pause();
  assert.ok(backoff.remaining <= 1000);
});

test('the wall clock has no say', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const backoff = new Backoff({ first: 40, longest: 40 });
  backoff.pause();
  t.mock.timers.setTime(Date.now() - 3_600_000);
  assert.ok(backoff.remaining <= 40);
  assert.equal(await backoff.wait(origin, 1000, new AbortController().signal), true);
});

test('whoever waits is told that it would take too long, or is let go', async () => {
  const backoff = new Backoff({ first: 60_000, longest: 60_000 });
  backoff.pause();
  assert.equal(await backoff.wait(origin, 1000, new AbortController().signal), false);
  const stop = new AbortController();
  const waiting = backoff.wait(origin, 600_000, stop.signal);
  stop.abort();
  await assert.rejects(waiting, { code: 'ABORTED' });
});
