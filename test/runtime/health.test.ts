import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TelephonyError } from '../../nodes/runtime/errors.ts';
import { Health } from '../../nodes/runtime/health.ts';
import { eventually } from '../support/eventually.ts';

const failure = (code: string) =>
  new TelephonyError(code, `${code}: failed`, { system: 'test', operation: 'test', canRetry: true });

function health() {
  const kinds: string[] = [];
  return { made: new Health(({ kind }) => kinds.push(kind)), kinds };
}

test('a part that is silent for longer than it may be is not taken for connected, until it is heard again', async () => {
  const { made, kinds } = health();
  made.set('channel', { kind: 'connected', within: 40 });
  assert.equal(made.state.kind, 'connected');
  await eventually(() => made.state.kind === 'connecting', 'the silence to be noticed');
  made.heard('channel');
  assert.equal(made.state.kind, 'connected');
  await eventually(() => made.state.kind === 'connecting', 'the next silence to be noticed');
  assert.deepEqual(kinds, ['connected', 'connecting', 'connected', 'connecting']);
});

test('a part that is heard in time stays connected, and hides no other that is silent', async () => {
  const { made, kinds } = health();
  made.set('session', { kind: 'connected', within: 400 });
  const talking = setInterval(() => made.heard('session'), 10);
  try {
    const started = performance.now();
    await eventually(() => performance.now() - started > 900, 'more than two spans');
    assert.deepEqual(kinds, ['connected']);
    made.set('channel', { kind: 'connected', within: 40 });
    await eventually(() => made.state.kind === 'connecting', 'the silent part to be noticed');
  } finally {
    clearInterval(talking);
  }
});

test('the problem is that of the worst part, whichever failed last', () => {
  const { made } = health();
  made.set('session', { kind: 'stopped', error: failure('UNAUTHORIZED') });
  made.set('channel', { kind: 'waiting', error: failure('CONNECTION'), pause: 1000 });
  const { kind, problem, nextTry, lastFailure } = made.state;
  assert.deepEqual([kind, problem?.code, nextTry], ['stopped', 'UNAUTHORIZED', undefined]);
  assert.equal(lastFailure?.error.code, 'CONNECTION');
  made.set('session', { kind: 'connected' });
  assert.deepEqual([made.state.kind, made.state.problem?.code], ['waiting', 'CONNECTION']);
  made.set('channel', { kind: 'connected' });
  assert.deepEqual([made.state.kind, made.state.problem], ['connected', undefined]);
});

test('who has unsubscribed is told no more', () => {
  const { made } = health();
  let told = 0;
  const unsubscribe = made.subscribe(() => {
    told += 1;
  });
  made.set('session', { kind: 'connecting' });
  unsubscribe();
  made.set('session', { kind: 'connected' });
  assert.equal(told, 1);
});
