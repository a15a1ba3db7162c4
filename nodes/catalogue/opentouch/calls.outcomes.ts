import type { FailureEvent, OutcomeRule, OutcomeSign } from '../outcome.ts';

/** The call has ended before the server did what it was asked for. */
const CALL_ENDED = {
  event: 'OnCallRemoved',
  same: { callRef: 'callRef' },
  type: ['cause'],
  reason: [],
  what: 'the call ended before',
} as const satisfies FailureEvent;

/** How a call shows what has been asked of its recording. */
const RECORDED = {
  at: 'callData.recordState',
  input: 'action',
  values: { start: 'RECORDING', stop: '', pause: 'PAUSED', resume: 'RECORDING' },
} as const satisfies OutcomeSign['becomes'];

/** How operations of the chapter "Call control" end that are answered before they are done. */
export const callOutcomes = {
  record: {
    done: {
      event: 'OnCallModified',
      same: { callRef: 'callRef' },
      becomes: RECORDED,
    },
    failed: CALL_ENDED,
    state: { operation: 'opentouch-get-call', becomes: RECORDED },
  },
  mute: {
    done: { event: 'OnDeviceMuteSuccess', same: { deviceId: 'deviceId', mute: 'mute' } },
    failed: {
      event: 'OnDeviceMuteFailed',
      same: { deviceId: 'deviceId' },
      type: ['nativeCode'],
      reason: ['info'],
    },
    state: { operation: 'opentouch-get-device', same: { muted: 'mute' } },
  },
} as const satisfies Readonly<Record<string, OutcomeRule>>;
