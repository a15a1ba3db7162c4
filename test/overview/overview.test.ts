import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { TelephonyError } from '../../nodes/runtime/errors.ts';
import { report } from '../../nodes/runtime/nodes/report.ts';
import { type AccountFacts, liveAccount, showAccount } from '../../nodes/runtime/overview/live-accounts.ts';
import { overviewOf } from '../../nodes/runtime/overview/overview.ts';
import type { OngoingCall } from '../../nodes/runtime/overview/shapes.ts';

const versions = { package: '1', nodeRed: '4', node: '20', platform: 'any' };
const hides: (() => void)[] = [];
afterEach(() => {
  for (const hide of hides.splice(0)) hide();
});

function shown(id: string, facts: Partial<AccountFacts> = {}) {
  const node = { id };
  hides.push(
    showAccount(node, {
      id,
      type: 'some-account',
      label: { name: id, address: 'https://user:word@host.example/path' },
      secrets: [],
      nodes: () => 3,
      standing: () => ({ state: { kind: 'connected' } }),
      ...facts,
    }),
  );
  const account = liveAccount(node);
  assert.ok(account);
  return account;
}

const node = (id: string) => ({ id, type: 'some-node', debug() {}, error() {} });
const fails = (id: string, what: string) =>
  report(node(id), new TelephonyError('BAD', what, { system: 'any', operation: 'any', canRetry: false }));
const calls = (from: number, to: number): OngoingCall[] =>
  Array.from({ length: to - from }, (_, index) => ({
    id: String(from + index),
    direction: 'incoming',
    state: 'ringing',
  }));

test('the last fifty errors are kept, the newest first, one line for the same of one node', async () => {
  for (let number = 0; number < 60; number += 1) fails(`node-${number}`, 'it is broken');
  fails('node-30', 'it is broken');
  const { errors } = await overviewOf(versions);
  assert.equal(errors.length, 50);
  assert.deepEqual([errors[0]?.node, errors[0]?.times, errors[1]?.node], ['node-30', 2, 'node-59']);
  assert.equal(errors.filter((error) => error.node === 'node-30').length, 1);
  assert.equal(errors.at(-1)?.node, 'node-10');
});

test('what a deployment has stopped is no error, and a node of a subflow is known by its own id', async () => {
  report(node('stopped'), new TelephonyError('ABORTED', 'x', { system: 'any', operation: 'any', canRetry: true }));
  report(Object.assign(node('instance'), { _alias: 'in-subflow' }), new Error('unforeseen'));
  const { errors } = await overviewOf(versions);
  assert.deepEqual([errors[0]?.node, errors[0]?.code], ['in-subflow', 'UNEXPECTED']);
  assert.ok(errors.every((error) => error.node !== 'stopped'));
});

test('a hundred calls are told and a thousand are counted, each once however many nodes follow it', async () => {
  const account = shown('one');
  assert.equal((await overviewOf(versions)).followed, false);
  account.calls.add(() => calls(0, 80));
  account.calls.add(() => calls(40, 130));
  const { calls: told, callCount, followed } = await overviewOf(versions);
  assert.deepEqual([told.length, callCount, followed], [100, 130, true]);
  let looked = 0;
  account.calls.add(function* () {
    for (const call of calls(1000, 9000)) {
      looked += 1;
      yield call;
    }
  });
  assert.equal((await overviewOf(versions)).callCount, 1000);
  assert.ok(looked < 1000, String(looked));
});

test('an account that cannot say how it stands keeps nobody from seeing the others', async () => {
  shown('broken', { standing: () => Promise.reject(new Error('no')) });
  shown('sound');
  const { accounts } = await overviewOf(versions);
  assert.deepEqual(
    accounts.map(({ id, kind }) => [id, kind]),
    [
      ['broken', 'idle'],
      ['sound', 'connected'],
    ],
  );
  assert.equal(accounts[1]?.address, 'https://host.example/path');
});

test('an account that is gone is not told any more', async () => {
  shown('gone');
  for (const hide of hides.splice(0)) hide();
  assert.deepEqual((await overviewOf(versions)).accounts, []);
});
