import { type CallParty, moment } from '../users/company.ts';

/** Which end of a call somebody is, in the API's own words. */
export type Personality = 'Originator' | 'Terminator' | 'Click-to-Dial';

/** The state of one end of a call, in the API's own words. */
export type TeamingCallState = 'Alerting' | 'Active' | 'Held' | 'Remote Held' | 'Released';

/** One user's half of a call: his telephone, and whom it is connected with. Times are milliseconds since 1970. */
export interface Half {
  readonly callId: string;
  readonly userId: string;
  readonly startTime: number;
  personality: Personality;
  state: TeamingCallState;
  remote: CallParty;
  answerTime?: number;
  heldTime?: number;
  releaseTime?: number;
  releasingParty?: 'localRelease' | 'remoteRelease';
}

/** One end of a call. Telephones outside have no half: nobody can be told of it. */
export interface Side {
  readonly party: CallParty;
  readonly half?: Half;
  holds: boolean;
}

/** A call from one end to the other. */
export interface Conversation {
  /** The same for both halves. */
  readonly trackingId: string;
  readonly caller: Side;
  /** The number that was dialled last. */
  dialled: string;
  /** Absent until the caller's own telephone is picked up, and while a call looks for its way. */
  callee?: Side;
  /** Whom the call has been with already, so that forwarding comes to an end. */
  readonly visited: string[];
  answered: boolean;
  timer?: NodeJS.Timeout;
}

/** What may happen to a call, by the names that the catalogue has for it. */
export type CallEvent = 'originated' | 'alerting' | 'answered' | 'held' | 'retrieved' | 'released';

/** One end of a call, as the API and the notifications show it. */
export interface TeamingCallView {
  readonly callId: string;
  readonly externalTrackingId: string;
  readonly personality: Personality;
  readonly state: TeamingCallState;
  readonly releasingParty?: string;
  readonly remoteParty: {
    readonly name?: string;
    readonly phoneNumber: string;
    readonly userId?: string;
    readonly callType: 'Group' | 'Network';
  };
  readonly startTime: string;
  readonly answerTime?: string;
  readonly heldTime?: string;
  readonly releaseTime?: string;
}

/** Both sides of a call, as far as there are two. */
export function sidesOf({ caller, callee }: Conversation): Side[] {
  return callee ? [caller, callee] : [caller];
}

/** The side of a call that a user's end belongs to. */
export function sideOf(conversation: Conversation, half: Half): Side {
  return conversation.caller.half === half ? conversation.caller : (conversation.callee ?? conversation.caller);
}

/** The state of a connected half: who holds, and whether the other end does. */
export function sideStateOf(holds: boolean, held: boolean): TeamingCallState {
  if (holds) return 'Held';
  return held ? 'Remote Held' : 'Active';
}

/** A half as the API and the notifications show it. */
export function teamingCallView(half: Half, { trackingId }: Conversation): TeamingCallView {
  const { callId, personality, state, remote, releasingParty } = half;
  const { name, number, userId } = remote;
  const times = { startTime: half.startTime, answerTime: half.answerTime, heldTime: half.heldTime };
  const known = Object.entries({ ...times, releaseTime: half.releaseTime }).filter(([, time]) => time !== undefined);
  return {
    callId,
    externalTrackingId: trackingId,
    personality,
    state,
    ...(releasingParty && { releasingParty }),
    remoteParty: {
      ...(name && { name }),
      phoneNumber: number,
      ...(userId && { userId }),
      callType: userId ? 'Group' : 'Network',
    },
    ...(Object.fromEntries(known.map(([field, time]) => [field, moment(Number(time))])) as { startTime: string }),
  };
}
