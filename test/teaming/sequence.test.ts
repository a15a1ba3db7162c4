import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { ReorderBuffer } from '../../nodes/teaming/notifications/reorder-buffer.ts';

/** What comes out when these numbers go in; `…` lets the patience run out. */
function through(...numbers: (number | '…')[]): (number | string)[] {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const out: (number | string)[] = [];
    const sequence = new ReorderBuffer<number>(500, {
      take: (number) => out.push(number),
      missed: (count) => out.push(`-${count}`),
    });
    for (const number of numbers) {
      if (number === '…') mock.timers.tick(500);
      else sequence.push(number, number);
    }
    sequence.close();
    return out;
  } finally {
    mock.timers.reset();
  }
}

test('in order, from wherever it begins', () => {
  assert.deepEqual(through(1, 2, 3), [1, 2, 3]);
  assert.deepEqual(through(7, 8), [7, 8]);
});

test('what overtakes waits', () => {
  assert.deepEqual(through(1, 3, 2, 4), [1, 2, 3, 4]);
  assert.deepEqual(through(1, 5, 3, 4, 2), [1, 2, 3, 4, 5]);
  assert.deepEqual(through(1, 4, 2, '…', 5), [1, 2, '-1', 4, 5]);
  // Of what comes first nobody knows that it is early.
  assert.deepEqual(through(2, 1, 3), [2, 1, 3]);
});

test('what does not come is missed, once for each gap', () => {
  assert.deepEqual(through(1, 3, '…', 4), [1, '-1', 3, 4]);
  assert.deepEqual(through(1, 3, 6, '…'), [1, '-1', 3, '-2', 6]);
  assert.deepEqual(through(1, 3), [1, '-1', 3]);
});

test('a latecomer is taken, and changes nothing', () => {
  assert.deepEqual(through(1, 4, '…', 2, 5), [1, '-2', 4, 2, 5]);
});

test('the count may wrap or begin anew', () => {
  const most = 2 ** 31 - 1;
  assert.deepEqual(through(most - 1, most, 1, 2), [most - 1, most, 1, 2]);
  assert.deepEqual(through(most, 0, 1), [most, 0, 1]);
  assert.deepEqual(through(65_534, 1, 65_535, 2), [65_534, 1, 65_535, 2]);
  assert.deepEqual(through(5, 6, 1, 2), [5, 6, 1, 2]);
});

test('a loss of many is a loss', () => {
  assert.deepEqual(through(1, 5000, '…', 5001), [1, '-4998', 5000, 5001]);
});
