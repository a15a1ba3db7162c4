import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Backoff } from '../../nodes/runtime/backoff.ts';
import { RateLimiter } from '../../nodes/runtime/http/rate-limiter.ts';
import { retryAfterIn } from '../../nodes/runtime/http/retry-after.ts';

const origin = { system: 'test', operation: 'test' };
const never = new AbortController().signal;

describe('requests below a rate', () => {
  it('are never more than allowed within a span, as the other side sees them, however long they take to get there', async () => {
    // Long enough for a busy machine: what takes longer than two spans is not counted any more.
    const span = 500;
    const limiter = new RateLimiter(5, span);
    const arrivals: number[] = [];
    const one = async (index: number) => {
      const turn = await limiter.take(origin, never);
      // The first ones are slow on their way, as while a connection is being opened.
      await new Promise((resolve) => setTimeout(resolve, index < 5 ? 40 : 1));
      arrivals.push(performance.now());
      turn.answered();
    };
    await Promise.all(Array.from({ length: 12 }, (_, index) => one(index)));
    arrivals.sort((a, b) => a - b);
    for (let index = 5; index < arrivals.length; index += 1) {
      assert.ok((arrivals[index] ?? 0) - (arrivals[index - 5] ?? 0) >= span, `${index}`);
    }
  });

  it('go out in their order, and those that give up or were not sent take nobody’s place', async () => {
    const limiter = new RateLimiter(1, 30);
    const first = await limiter.take(origin, never);
    const giving = new AbortController();
    const order: string[] = [];
    const given = limiter.take(origin, giving.signal);
    const others = ['a', 'b'].map((name) =>
      limiter.take(origin, never).then((turn) => [order.push(name), turn.unused()]),
    );
    giving.abort();
    await assert.rejects(given, { code: 'ABORTED' });
    first.unused();
    await Promise.all(others);
    assert.deepEqual(order, ['a', 'b']);
  });

  it('are bounded in their number while they wait', async () => {
    const limiter = new RateLimiter(1, 60_000);
    const giving = new AbortController();
    await limiter.take(origin, never);
    const waiting = Array.from({ length: 10_000 }, () => limiter.take(origin, giving.signal).catch(() => undefined));
    await assert.rejects(limiter.take(origin, never), { code: 'TOO_MANY_REQUESTS' });
    giving.abort();
    await Promise.all(waiting);
  });

  it('are as many as come without a limit', async () => {
    const limiter = new RateLimiter(0, 60_000);
    await Promise.all(Array.from({ length: 100 }, () => limiter.take(origin, never)));
  });
});

describe('what a server asks for', () => {
  it('is read as seconds and as a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    const read = (value?: string) =>
      retryAfterIn({ headers: value === undefined ? {} : { 'retry-after': value } }, now);
    assert.deepEqual([read('4'), read(' 1.5 '), read('0')], [4000, 1500, 0]);
    assert.equal(read('Thu, 01 Jan 2026 00:00:30 GMT'), 30_000);
    assert.deepEqual([read(), read('soon'), read('-3'), read('Wed, 31 Dec 2025 00:00:00 GMT')], [0, 0, 0, 0]);
  });

  it('lengthens a pause, up to an hour, and ends when somebody lifts it', () => {
    let now = 0;
    const backoff = new Backoff({ first: 10, longest: 100 }, () => now);
    backoff.pause(5000);
    assert.equal(backoff.remaining, 5000);
    backoff.pause(7000);
    assert.equal(backoff.remaining, 7000);
    backoff.pause();
    assert.equal(backoff.remaining, 7000);
    now = 8000;
    backoff.pause(86_400_000);
    assert.equal(backoff.remaining, 3_600_000);
    backoff.lift();
    assert.equal(backoff.remaining, 0);
  });
});
