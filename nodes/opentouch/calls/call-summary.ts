import type { OpenTouch } from '../../catalogue/static.ts';
import { monotonic } from '../../runtime/backoff.ts';
import { personNameIn } from '../../schema/codecs.ts';
import { type Call, objects } from './read-calls.ts';

type Identifier = OpenTouch<'opentouch-calls', 'Identifier'>;
type Participant = OpenTouch<'opentouch-calls', 'Participant'>;

/** What happens to a call, in the order in which an event source offers it. */
export const moments = ['ringing', 'answered', 'held', 'retrieved', 'transferred', 'ended'] as const;
/** One of them; the topic of the message. */
export type Moment = (typeof moments)[number];

/** One call with its history: what an event source of calls emits. Times are ISO 8601, durations are seconds. */
export interface CallSummary extends Call {
  readonly loginName?: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly state: string;
  /** The device that is, or was last, in the call; while it rings, the first that rings. */
  readonly deviceId?: string;
  /** Everybody else in the call: number and name as far as known. */
  readonly parties: readonly SummaryParty[];
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

/** Somebody in a call, as far as known. */
export interface SummaryParty {
  readonly number?: string;
  readonly loginName?: string;
  readonly name?: string;
}

/** A point in time. */
export interface Instant {
  /** For people: milliseconds since 1970 by the clock on the wall, which may be set. */
  readonly wall: number;
  /** For durations: milliseconds of a clock that nobody sets. */
  readonly steady: number;
}

/** The present. */
export function thisInstant(): Instant {
  return { wall: Date.now(), steady: monotonic() };
}

/** What must be remembered of a call beside its state. */
export interface Memory {
  readonly direction: 'incoming' | 'outgoing';
  readonly previousCallRefs: readonly string[];
  readonly started: Instant;
  readonly answered?: Instant;
  /** Since when it is held, and how many milliseconds it was held before. */
  readonly heldSince?: Instant;
  readonly heldBefore: number;
  readonly parties: readonly SummaryParty[];
  readonly deviceId?: string;
}

/** What an event says beside the call. */
export interface SummaryContext {
  readonly loginName: string | undefined;
  readonly now: Instant;
  readonly cause?: string | undefined;
  readonly newDestination?: string | undefined;
}

/** State of a call for its user, `UNKNOWN` where nothing tells. */
export function summaryStateOf(call: Call): string {
  return String(call.callData?.state ?? call.legs?.[0]?.state ?? 'UNKNOWN');
}

/** A call seen for the first time; one that is found in conversation counts as answered now. */
export function begin(call: Call, now: Instant): Memory {
  return remember(
    { direction: directionOf(call), previousCallRefs: [], started: now, heldBefore: 0, parties: [] },
    call,
    now,
  );
}

/** The memory after a change: times by the new state, parties and device kept once they are gone. */
export function remember(memory: Memory, call: Call, now: Instant): Memory {
  const state = summaryStateOf(call);
  const talking = state === 'ACTIVE' || state === 'HELD';
  const parties = partiesOf(call);
  const device = call.legs?.find((leg) => leg.state === state) ?? call.legs?.[0];
  const { heldSince, ...rest } = memory;
  const held = state === 'HELD' ? { heldSince: heldSince ?? now } : {};
  return {
    ...rest,
    ...held,
    ...(talking && !rest.answered && { answered: now }),
    heldBefore: rest.heldBefore + (heldSince && state !== 'HELD' ? between(heldSince, now) : 0),
    parties: parties.length > 0 ? parties : rest.parties,
    ...(device && { deviceId: device.deviceId }),
  };
}

/** A call with its history, as a flow is told it. */
export function summaryOf(call: Call, memory: Memory, at: SummaryContext, ended = false): CallSummary {
  const { started, answered, heldSince, heldBefore, deviceId, direction, previousCallRefs, parties } = memory;
  const { loginName, now, cause, newDestination } = at;
  return {
    ...call,
    ...(loginName && { loginName }),
    direction,
    state: ended ? 'IDLE' : summaryStateOf(call),
    ...(deviceId && { deviceId }),
    parties,
    previousCallRefs,
    startedAt: shown(started),
    ...(answered && { answeredAt: shown(answered) }),
    ...(ended && { endedAt: shown(now) }),
    ringingTime: seconds(between(started, answered ?? now)),
    talkingTime: answered ? seconds(between(answered, now)) : 0,
    heldTime: seconds(heldBefore + (heldSince ? between(heldSince, now) : 0)),
    ...(cause && { cause }),
    ...(newDestination && { newDestination }),
  };
}

/** Who a party is. The reference has an id for everybody; servers have none for whoever is withheld. */
function identityOf(party: { readonly id?: Identifier | null } | null | undefined): Partial<Identifier> {
  return party?.id ?? {};
}

function shown({ wall }: Instant): string {
  return new Date(wall).toISOString();
}

/** Milliseconds. */
function between(from: Instant, to: Instant): number {
  return to.steady - from.steady;
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}

/** Participants are values, and most of them outlive many events: each is looked at once. */
const knownParties = new WeakMap<Participant, SummaryParty>();

function partiesOf({ participants = [] }: Call): SummaryParty[] {
  return objects<Participant>(participants).map((participant) => {
    const known = knownParties.get(participant) ?? partyOf(participant);
    knownParties.set(participant, known);
    return known;
  });
}

function partyOf({ identity, anonymous }: Participant): SummaryParty {
  if (anonymous) return {};
  const { phoneNumber, loginName } = identityOf(identity);
  const name = personNameIn({ ...identity });
  return { ...(phoneNumber && { number: phoneNumber }), ...(loginName && { loginName }), ...(name && { name }) };
}

/** Incoming is what rings here; where that is over, whoever was called first decides. */
function directionOf(call: Call): 'incoming' | 'outgoing' {
  const state = summaryStateOf(call);
  if (state === 'RINGING_INCOMING') return ringsForOwnCall(call) ? 'outgoing' : 'incoming';
  if (state === 'DIALING' || state === 'RINGING_OUTGOING' || state === 'OFF_HOOK') return 'outgoing';
  const called = identityOf(call.callData?.initialCalled).phoneNumber;
  const others = objects<Participant>(call.participants).map(({ identity }) => identityOf(identity).phoneNumber);
  return called && !others.includes(called) ? 'incoming' : 'outgoing';
}

/** A user's own telephone rings first for a call that a program makes: somebody else is called, and nobody is on the line yet. */
function ringsForOwnCall({ callData, participants, legs }: Call): boolean {
  const called = identityOf(callData?.initialCalled).phoneNumber;
  const isAlone = Array.isArray(participants) && participants.length === 0;
  return isAlone && called !== undefined && !legs?.some(({ deviceId }) => deviceId === called);
}
