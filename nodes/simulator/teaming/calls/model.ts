import { moment, type Party } from '../company.ts';

export type Personality = 'Originator' | 'Terminator' | 'Click-to-Dial';
export type CallState = 'Alerting' | 'Active' | 'Held' | 'Remote Held' | 'Released';

/** One user's half of a call: his telephone, and whom it is connected with. Times are milliseconds since 1970. */
export interface Half {
  readonly callId: string;
  readonly userId: string;
  readonly startTime: number;
  personality: Personality;
  state: CallState;
  remote: Party;
  answerTime?: number;
  heldTime?: number;
  releaseTime?: number;
  releasingParty?: 'localRelease' | 'remoteRelease';
}

/** One end of a call. Telephones outside have no half: nobody can be told of it. */
export interface Side {
  readonly party: Party;
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

export const callEvents = [
  'CallOriginatedEvent',
  'CallReceivedEvent',
  'CallAnsweredEvent',
  'CallHeldEvent',
  'CallRetrievedEvent',
  'CallReleasedEvent',
] as const;
export type CallEvent = (typeof callEvents)[number];

export interface CallView {
  readonly callId: string;
  readonly externalTrackingId: string;
  readonly personality: Personality;
  readonly state: CallState;
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

export function sidesOf({ caller, callee }: Conversation): Side[] {
  return callee ? [caller, callee] : [caller];
}

export function sideOf(conversation: Conversation, half: Half): Side {
  return conversation.caller.half === half ? conversation.caller : (conversation.callee ?? conversation.caller);
}

/** The state of a connected half: who holds, and whether the other end does. */
export function stateOf(holds: boolean, held: boolean): CallState {
  if (holds) return 'Held';
  return held ? 'Remote Held' : 'Active';
}

/** A half as the API and the notifications show it. */
export function callView(half: Half, { trackingId }: Conversation): CallView {
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
