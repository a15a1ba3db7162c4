import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usualConnectionTiming } from '../../nodes/opentouch/session/settings.ts';
import { timingFrom } from '../../nodes/opentouch/session/timing.ts';

test('intervals of settings.js take the place of the usual ones, unless they are none', () => {
  assert.deepEqual(timingFrom(undefined), usualConnectionTiming);
  assert.deepEqual(timingFrom({ firstRetry: 5, grace: -1, longestRetry: '7', unheardOf: 3 }), {
    ...usualConnectionTiming,
    firstRetry: 5,
  });
});
