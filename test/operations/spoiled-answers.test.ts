import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systems } from '../../nodes/catalogue/index.ts';
import { TelephonyError } from '../../nodes/runtime/errors.ts';
import { outcomeOf } from '../../nodes/runtime/operation/result.ts';
import { type DescribedOperation, operationsOf } from '../../nodes/schema/describe.ts';
import { resultField, sampleOf } from '../../nodes/schema/sample.ts';
import { spoiled } from '../support/spoiled.ts';

/**
 * Every answer of every operation in every spelling of JSON that servers were seen to choose for it, and spoiled in every place: what means the same is read as
 * the same, and nothing throws what is not an error of ours.
 */

const operations = Object.values(systems)
  .flatMap((system) => operationsOf(system))
  .filter(({ result, accept = 'json' }) => result !== undefined && accept.includes('json'));

/** Other spellings of the same value, each applied to the whole. */
const spellings: Readonly<Record<string, (value: unknown) => unknown>> = {
  'numbers and truths as texts': (value) =>
    typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
  'truths in capitals': (value) => (typeof value === 'boolean' ? String(value).toUpperCase() : value),
  'truths as numbers': (value) => (typeof value === 'boolean' ? Number(value) : value),
  'one thing instead of a list': (value) => (Array.isArray(value) && value.length === 1 ? value[0] : value),
  'a list instead of one thing': (value) => (isRecord(value) ? [value] : value),
  'a list with nothing beside the one thing': (value) => (Array.isArray(value) ? [null, ...value] : value),
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value with a change made at every level, the innermost first; items of a list stay items. */
function respelled(value: unknown, change: (value: unknown) => unknown, isItem = false): unknown {
  const inner = Array.isArray(value)
    ? value.map((item) => respelled(item, change, true))
    : isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, respelled(entry, change)]))
      : value;
  return isItem && isRecord(inner) ? inner : change(inner);
}

function payloadOf(operation: DescribedOperation, value: unknown, headers = {}): unknown {
  const body = Buffer.from(JSON.stringify(value));
  return outcomeOf(operation, { status: 200, headers, body }).payload;
}

for (const operation of operations) {
  const field = resultField(operation);
  if (!field) continue;
  describe(operation.type, () => {
    for (const [name, change] of Object.entries(spellings)) {
      it(`reads ${name} as what is meant`, () => {
        const whole = sampleOf(operation.domain, field, 'answer');
        assert.deepEqual(payloadOf(operation, respelled(whole, change)), payloadOf(operation, whole));
      });
    }
  });
}

for (const operation of operations) {
  it(`takes a spoiled answer of ${operation.type} for a result or for an error of its own`, () => {
    const type = operation.answer ?? operation.result ?? '';
    const whole = sampleOf(operation.domain, { type, ...(operation.many && { many: true }) }, 'answer');
    for (const value of [...spoiled(whole), null, 'text', 7, true, [], {}, nested(20_000)]) {
      const body = Buffer.from(typeof value === 'string' && value.startsWith('[[') ? value : JSON.stringify(value));
      for (const headers of [{}, { 'content-type': 'application/json' }, { 'content-type': 'text/plain' }]) {
        try {
          outcomeOf(operation, { status: 200, headers, body });
        } catch (error) {
          assert.ok(error instanceof TelephonyError, String(error));
          assert.equal(error.code, 'BAD_ANSWER');
        }
      }
    }
  });
}

it('leaves alone what the declaration does not know, and what cannot be read', () => {
  const operation = operations.find(({ type }) => type === 'opentouch-get-voicemails');
  assert.ok(operation);
  const sent = { voicemails: { voicemailId: 7, duration: 'long', date: '2026-01-31T09:00:00+01:00', mood: 'good' } };
  assert.deepEqual(payloadOf(operation, sent), {
    voicemails: [{ voicemailId: '7', duration: 'long', date: '2026-01-31T09:00:00+01:00', mood: 'good' }],
  });
});

/** Lists within each other, as JSON: too deep for `JSON.stringify`. */
function nested(depth: number): string {
  return `${'['.repeat(depth)}${']'.repeat(depth)}`;
}
