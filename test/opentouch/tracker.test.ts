import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallSummary } from '../../nodes/opentouch/calls/call-summary.ts';
import type { Call } from '../../nodes/opentouch/calls/read-calls.ts';
import { CallTracker } from '../../nodes/opentouch/calls/tracker.ts';

function tracker() {
  const told: string[] = [];
  const made = new CallTracker('alice', (moment, { callRef }) => told.push(`${moment} ${callRef}`));
  return { made, told };
}

const leg = (state: string) => ({ deviceId: '1001', media: 'AUDIO', state });
const call = (callRef: string, state: string): Call =>
  ({ callRef, callData: { state }, legs: [leg(state)], participants: [] }) as unknown as Call;
const created = (callRef: string, state: string) => ({ eventName: 'OnCallCreated', ...call(callRef, state) });
const modified = (callRef: string, state: string, more: object = {}) => ({
  eventName: 'OnCallModified',
  callRef,
  callData: { state },
  modifiedLegs: [leg(state)],
  ...more,
});

function statesOf({ calls }: CallTracker): string[] {
  return calls.map(
    ({ callRef, callData, legs = [] }) => `${callRef} ${callData?.state} ${legs.map((one) => one.state)}`,
  );
}

test('events between two gaps do not survive the state that is read after the second', () => {
  const { made } = tracker();
  made.expectState();
  made.correct([call('a', 'RINGING_OUTGOING')]);
  made.expectState();
  made.receive(modified('a', 'ACTIVE'));
  // The channel breaks again before the state was read, and the end of the call is lost with it.
  made.expectState();
  made.correct([]);
  assert.deepEqual(statesOf(made), []);
});

test('events that come while the state is being read are applied on top of it', () => {
  const { made, told } = tracker();
  made.expectState();
  made.receive(created('a', 'RINGING_OUTGOING'));
  made.receive(modified('a', 'ACTIVE'));
  made.correct([call('a', 'RINGING_OUTGOING')]);
  assert.deepEqual(statesOf(made), ['a ACTIVE ACTIVE']);
  assert.deepEqual(told, ['ringing a', 'answered a']);
});

test('a change that is older than the state, of a call that has another reference by now, changes nothing', () => {
  const { made, told } = tracker();
  made.expectState();
  made.correct([call('b', 'ACTIVE')]);
  made.receive(modified('a', 'HELD'));
  made.receive(modified('b', 'ACTIVE', { previousCallRef: 'a' }));
  assert.deepEqual(statesOf(made), ['b ACTIVE ACTIVE']);
  assert.deepEqual(told, ['answered b']);
});

test('as long as no state could be read, a change of an unknown call makes it known', () => {
  const { made, told } = tracker();
  made.expectState();
  made.correct(undefined);
  made.receive(modified('a', 'HELD'));
  assert.deepEqual(statesOf(made), ['a HELD HELD']);
  assert.deepEqual(told, ['answered a', 'held a']);
});

test('durations do not follow a clock that is set, and times that people read do', () => {
  let now = { wall: Date.parse('2030-01-01T10:00:00Z'), steady: 5_000 };
  const summaries: CallSummary[] = [];
  const made = new CallTracker(
    'alice',
    (_, summary) => summaries.push(summary),
    () => now,
  );
  const later = (wall: number, steady: number) => {
    now = { wall: now.wall + wall, steady: now.steady + steady };
  };
  made.receive(created('a', 'RINGING_INCOMING'));
  // Somebody sets the clock back by an hour while it rings for 3 s.
  later(-3_600_000, 3_000);
  made.receive(modified('a', 'ACTIVE'));
  later(4_000, 4_000);
  made.receive(modified('a', 'HELD'));
  later(7_200_000, 2_000);
  made.receive({ eventName: 'OnCallRemoved', callRef: 'a' });
  const { ringingTime, talkingTime, heldTime, startedAt, answeredAt, endedAt } = summaries.at(-1) as CallSummary;
  assert.deepEqual({ ringingTime, talkingTime, heldTime }, { ringingTime: 3, talkingTime: 6, heldTime: 2 });
  const times = ['2030-01-01T10:00:00.000Z', '2030-01-01T09:00:00.000Z', '2030-01-01T11:00:04.000Z'];
  assert.deepEqual([startedAt, answeredAt, endedAt], times);
});
