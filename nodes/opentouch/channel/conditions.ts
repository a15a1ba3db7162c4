import type { TelephonyError } from '../../runtime/errors.ts';
import type { Condition } from '../../runtime/health.ts';
import type { ChannelState } from './listener.ts';

/**
 * The state of the channel as the account's health has it.
 * @param within milliseconds within which something comes over a channel that is well
 */
export function conditionOf(state: ChannelState, within: number): Condition {
  switch (state.kind) {
    case 'connecting':
      return { kind: state.kind };
    case 'connected':
      return { kind: state.kind, within };
    case 'waiting':
      return { kind: state.kind, error: state.reason, pause: state.seconds * 1000 };
    case 'stopped':
      return { kind: state.kind, error: state.reason };
  }
}

/** Between two attempts: what went wrong, and how long it is until the next one. */
export function waitingFor(reason: TelephonyError, milliseconds: number): ChannelState {
  return { kind: 'waiting', seconds: Math.max(1, Math.round(milliseconds / 1000)), reason };
}
