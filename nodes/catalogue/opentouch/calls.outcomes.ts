import type { FailureEvent, FoundSign, OutcomeEvent, OutcomeRule, OutcomeSign } from '../outcome.ts';

/** Events about the call that the operation names. */
const SAME_CALL = { callRef: 'callRef' } as const;

/** The call has ended before the server did what it was asked for. */
const CALL_ENDED = {
  event: 'OnCallRemoved',
  same: SAME_CALL,
  type: ['cause'],
  reason: [],
  what: 'the call ended before',
} as const satisfies FailureEvent;

const CAUSE = ['cause'] as const;

/** Causes with which a call ends by itself, and not because it was sent elsewhere. */
const ENDED_BY_ITSELF = ['ABANDONED', 'ALL_TRUNK_BUSY', 'BUSY', 'INVALID_NUMBER'] as const;

/** The call that was to be sent elsewhere has ended before. Servers name no cause where it went where it should. */
const NOT_SENT_ON = {
  ...CALL_ENDED,
  found: [{ at: CAUSE, values: ENDED_BY_ITSELF }],
} as const satisfies FailureEvent;

/** Whether a call is in one of these states; changes of state stand with the call or with the leg only. */
const inState = (...values: readonly string[]) =>
  ({ at: ['callData.state', 'modifiedLegs.state'], values }) as const satisfies FoundSign;

const modified = (...found: readonly FoundSign[]) =>
  ({ event: 'OnCallModified', same: SAME_CALL, found }) as const satisfies OutcomeEvent;

const removed = { event: 'OnCallRemoved', same: SAME_CALL } as const satisfies OutcomeEvent;

/** The call comes into a state, or is found in it. */
const comesInto = (...states: readonly string[]) =>
  ({
    done: [modified(inState(...states))],
    failed: CALL_ENDED,
    state: { operation: 'opentouch-get-call', found: [{ at: ['callData.state'], values: states }] },
  }) as const satisfies OutcomeRule;

/** The call ends for the user. Some servers report it as releasing for as long as the handset is off the hook. */
const ENDS = {
  done: [removed, modified(inState('RELEASING'))],
  state: { operation: 'opentouch-get-call', gone: true, found: [{ at: ['callData.state'], values: ['RELEASING'] }] },
} as const satisfies OutcomeRule;

/** The call ends for the user because it goes on elsewhere. */
const GOES_ON_ELSEWHERE = { done: ENDS.done, failed: NOT_SENT_ON } as const satisfies OutcomeRule;

/** A call comes to the telephone that the operation names. */
const comesToDevice = (...found: readonly FoundSign[]) =>
  ({
    done: [{ event: 'OnCallCreated', same: { 'legs.deviceId': 'deviceId' }, found }],
  }) as const satisfies OutcomeRule;

/** How a call shows what has been asked of its recording. */
const RECORDED = {
  at: 'callData.recordState',
  input: 'action',
  values: { start: 'RECORDING', stop: '', pause: 'PAUSED', resume: 'RECORDING' },
} as const satisfies OutcomeSign['becomes'];

/**
 * How operations of the chapter "Call control" end that are answered before they are done. Calls that are made are not among
 * them: their answer carries the reference of the call, which exists then. Nor is what the reference names no notification for.
 */
export const callOutcomes = {
  answer: comesInto('ACTIVE'),
  answerBasic: {
    done: [
      {
        event: 'OnCallModified',
        same: { 'modifiedLegs.deviceId': 'deviceId' },
        found: [{ at: ['modifiedLegs.state'], values: ['ACTIVE'] }],
      },
    ],
  },
  hold: comesInto('HELD'),
  // Whoever is called may ring still.
  retrieve: comesInto('ACTIVE', 'RINGING_OUTGOING'),
  release: ENDS,
  dropBasic: {
    done: [{ event: 'OnCallRemoved' }, { event: 'OnCallModified', found: [inState('RELEASING')] }],
  },
  goesOnElsewhere: GOES_ON_ELSEWHERE,
  merge: {
    done: [
      modified({ at: CAUSE, values: ['CONFERENCED'] }),
      { event: 'OnCallModified', same: { replacedByCallRef: 'callRef', callRef: 'heldCallRef' } },
      { event: 'OnCallModified', same: { previousCallRef: 'heldCallRef' } },
    ],
    failed: NOT_SENT_ON,
  },
  overflow: {
    done: [modified({ at: CAUSE, values: ['FORWARDED', 'REDIRECTED'] }), modified(inState('ACTIVE'))],
    failed: CALL_ENDED,
  },
  addParticipant: {
    done: [modified({ at: ['addedParticipants'] })],
    failed: CALL_ENDED,
  },
  dropParticipant: {
    done: [
      { event: 'OnCallModified', same: { ...SAME_CALL, removedParticipantIds: 'participantId' } },
      removed,
      modified(inState('RELEASING')),
    ],
    state: { operation: 'opentouch-get-participant', gone: true },
  },
  switchDevice: {
    done: [
      { event: 'OnCallModified', same: { ...SAME_CALL, 'addedLegs.deviceId': 'otherDeviceId' } },
      {
        event: 'OnCallModified',
        same: { ...SAME_CALL, 'modifiedLegs.deviceId': 'otherDeviceId' },
        found: [{ at: ['modifiedLegs.state'], values: ['ACTIVE'] }],
      },
    ],
    failed: CALL_ENDED,
  },
  pickUp: comesToDevice({ at: CAUSE, values: ['PICKED_UP', 'PICKED_UP_TANDEM', ''] }),
  unpark: comesToDevice(),
  record: {
    done: [{ event: 'OnCallModified', same: SAME_CALL, becomes: RECORDED }],
    failed: CALL_ENDED,
    state: { operation: 'opentouch-get-call', becomes: RECORDED },
  },
  mute: {
    done: [{ event: 'OnDeviceMuteSuccess', same: { deviceId: 'deviceId', mute: 'mute' } }],
    failed: {
      event: 'OnDeviceMuteFailed',
      same: { deviceId: 'deviceId' },
      type: ['nativeCode'],
      reason: ['info'],
    },
    state: { operation: 'opentouch-get-device', same: { muted: 'mute' } },
  },
} as const satisfies Readonly<Record<string, OutcomeRule>>;
