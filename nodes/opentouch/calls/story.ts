import type { Call } from './picture.ts';

/** What happens to a call, in the order in which an event source offers it. */
export const moments = ['ringing', 'answered', 'held', 'retrieved', 'transferred', 'ended'] as const;
export type Moment = (typeof moments)[number];

/** One call with its history: what an event source of calls emits. Times are ISO 8601, durations are seconds. */
export interface Story extends Call {
  readonly loginName?: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly state: string;
  /** The device that is, or was last, in the call; while it rings, the first that rings. */
  readonly deviceId?: string;
  /** Everybody else in the call: number and name as far as known. */
  readonly parties: readonly Party[];
  /** References that the call had before. */
  readonly previousCallRefs: readonly string[];
  readonly startedAt: string;
  readonly answeredAt?: string;
  readonly endedAt?: string;
  /** From the start until it was answered, or until now. */
  readonly ringingTime: number;
  /** From the answer until now, held times included. */
  readonly talkingTime: number;
  readonly heldTime: number;
  /** Why the last thing happened, if the server says so. */
  readonly cause?: string;
  /** Where a removed call went. */
  readonly newDestination?: string;
}

export interface Party {
  readonly number?: string;
  readonly loginName?: string;
  readonly name?: string;
}

/** What must be remembered of a call beside its picture. Times are milliseconds. */
export interface Memory {
  readonly direction: 'incoming' | 'outgoing';
  readonly previousCallRefs: readonly string[];
  readonly started: number;
  readonly answered?: number;
  /** Since when it is held, and how long it was held before. */
  readonly heldSince?: number;
  readonly heldBefore: number;
  readonly parties: readonly Party[];
  readonly deviceId?: string;
}

export interface Circumstances {
  readonly loginName: string | undefined;
  readonly now: number;
  readonly cause?: string | undefined;
  readonly newDestination?: string | undefined;
}

export function stateOf(call: Call): string {
  return call.callData?.state ?? call.legs?.[0]?.state ?? 'UNKNOWN';
}

/** A call seen for the first time; one that is found in conversation counts as answered now. */
export function begin(call: Call, now: number): Memory {
  return remember(
    { direction: directionOf(call), previousCallRefs: [], started: now, heldBefore: 0, parties: [] },
    call,
    now,
  );
}

/** The memory after a change: times by the new state, parties and device kept once they are gone. */
export function remember(memory: Memory, call: Call, now: number): Memory {
  const state = stateOf(call);
  const talking = state === 'ACTIVE' || state === 'HELD';
  const parties = partiesOf(call);
  const device = call.legs?.find((leg) => leg.state === state) ?? call.legs?.[0];
  const { heldSince, ...rest } = memory;
  const held = state === 'HELD' ? { heldSince: heldSince ?? now } : {};
  return {
    ...rest,
    ...held,
    ...(talking && rest.answered === undefined && { answered: now }),
    heldBefore: rest.heldBefore + (heldSince !== undefined && state !== 'HELD' ? now - heldSince : 0),
    parties: parties.length > 0 ? parties : rest.parties,
    ...(device && { deviceId: device.deviceId }),
  };
}

/** What a flow is told. */
export function tell(call: Call, memory: Memory, at: Circumstances, ended = false): Story {
  const { started, answered, heldSince, heldBefore, deviceId, direction, previousCallRefs, parties } = memory;
  const { loginName, now, cause, newDestination } = at;
  return {
    ...call,
    ...(loginName && { loginName }),
    direction,
    state: ended ? 'IDLE' : stateOf(call),
    ...(deviceId && { deviceId }),
    parties,
    previousCallRefs,
    startedAt: new Date(started).toISOString(),
    ...(answered !== undefined && { answeredAt: new Date(answered).toISOString() }),
    ...(ended && { endedAt: new Date(now).toISOString() }),
    ringingTime: seconds((answered ?? now) - started),
    talkingTime: answered === undefined ? 0 : seconds(now - answered),
    heldTime: seconds(heldBefore + (heldSince === undefined ? 0 : now - heldSince)),
    ...(cause && { cause }),
    ...(newDestination && { newDestination }),
  };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}

function partiesOf({ participants = [] }: Call): Party[] {
  return participants.map(({ identity, anonymous }) => {
    const { id, firstName, lastName, displayName } = identity ?? {};
    const name = [firstName, lastName].filter(Boolean).join(' ') || displayName;
    return {
      ...(id?.phoneNumber && !anonymous && { number: id.phoneNumber }),
      ...(id?.loginName && !anonymous && { loginName: id.loginName }),
      ...(name && !anonymous && { name }),
    };
  });
}

/** Incoming is what rings here; where that is over, whoever was called first decides. */
function directionOf(call: Call): 'incoming' | 'outgoing' {
  const state = stateOf(call);
  if (state === 'RINGING_INCOMING') return 'incoming';
  if (state === 'DIALING' || state === 'RINGING_OUTGOING' || state === 'OFF_HOOK') return 'outgoing';
  const called = call.callData?.initialCalled?.id.phoneNumber;
  const others = call.participants?.map(({ identity }) => identity?.id.phoneNumber) ?? [];
  return called && !others.includes(called) ? 'incoming' : 'outgoing';
}
