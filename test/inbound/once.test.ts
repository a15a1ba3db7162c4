import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameSecret } from '../../nodes/runtime/inbound/secrets.ts';
import { ThrottledLog } from '../../nodes/runtime/nodes/throttled-log.ts';

test('what happens all the time is said once a minute, with its number', () => {
  const lines: string[] = [];
  let now = 0;
  const offences = new ThrottledLog(
    (line) => lines.push(line),
    60_000,
    () => now,
  );
  for (; now < 150_000; now += 100) offences.log('knocked');
  offences.log('rang');
  assert.deepEqual(lines, [
    'knocked',
    'knocked (and 599 times more since the last such line)',
    'knocked (and 599 times more since the last such line)',
    'rang',
  ]);
});

test('secrets are the same or not, whatever their lengths', () => {
  assert.ok(sameSecret('a secret', 'a secret'));
  assert.ok(sameSecret('', ''));
  for (const other of ['a secreT', 'a secre', 'a secrets', '', 'a secret\0']) {
    assert.ok(!sameSecret('a secret', other), other);
  }
});
