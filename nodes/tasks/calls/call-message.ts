import type { callEvents } from '../../catalogue/tasks/calls.ts';

/** What happened to a call: ringing here or there, answered, ended; missed is said of an ended one that nobody answered. */
export type CallStep = (typeof callEvents)[number];

/** What a flow is told of a call, in plain fields, the same for both systems. Times are ISO 8601, durations seconds. */
export interface CallMessage {
  readonly event: CallStep;
  /** Reference of the call; it stands under its name in the API as well, for the nodes that want it there. */
  readonly call: string;
  readonly direction: 'incoming' | 'outgoing';
  /** Of the other party; absent where it is withheld. */
  readonly number?: string;
  readonly name?: string;
  /** Login name or user id of whose call it is. */
  readonly user?: string;
  readonly startedAt?: string;
  readonly answeredAt?: string;
  readonly endedAt?: string;
  /** Until it was answered, or until now. */
  readonly ringingTime?: number;
  readonly talkingTime?: number;
  /** The names that the system itself has for call, user and telephone. */
  readonly callRef?: string;
  readonly loginName?: string;
  readonly deviceId?: string;
  readonly callId?: string;
  readonly userId?: string;
}

/** What a flow is told of a call that ended: that, and whether it was missed. */
export function endedOrMissed(call: CallMessage, missed: boolean): readonly CallMessage[] {
  const ended: CallMessage = { ...call, event: 'ended' };
  return missed ? [ended, { ...call, event: 'missed' }] : [ended];
}
