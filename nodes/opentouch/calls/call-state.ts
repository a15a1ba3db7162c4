import type { OpenTouch } from '../../catalogue/static.ts';
import { isObject, type Json, textOf } from '../../schema/json.ts';
import { type Call, objects, readCallEvent } from './read-calls.ts';

type Leg = OpenTouch<'opentouch-calls', 'Leg'>;
type Participant = OpenTouch<'opentouch-calls', 'Participant'>;

/** All calls of one user by `callRef`. The calls themselves are values: nothing in one ever changes. */
export type CallState = Map<string, Call>;

/** What one event did to the state. */
export interface CallChange {
  readonly callRef: string;
  /** The reference that the call had before. */
  readonly replaced?: string;
  readonly before: Call | undefined;
  /** Absent: it is over. */
  readonly after: Call | undefined;
}

/** The state that an answer to `GET /telephony/state` gives. */
export function callStateOf(calls: readonly Call[] = []): CallState {
  return new Map(calls.map((call) => [call.callRef, complete(call)]));
}

/**
 * Applies an event to a user's state; undefined when it changes no call. Chapter "Call control".
 * @param whole the state once was the server's own: a change of a call that is not in it is older than the state
 */
export function apply(state: CallState, event: Json, whole: boolean): CallChange | undefined {
  const read = readCallEvent(event);
  if (!read) return undefined;
  const { callRef } = read;
  const before = state.get(callRef);
  switch (event['eventName']) {
    case 'OnCallCreated':
    case 'OnCallAppeared':
      return { callRef, before, after: put(state, appeared(before, read)) };
    case 'OnCallModified':
      return modified(state, read, whole);
    case 'OnCallRemoved':
      state.delete(callRef);
      return { callRef, before, after: undefined };
    default:
      return undefined;
  }
}

/** A call that is announced again (for the mobile) keeps what the announcement leaves out. */
function appeared(known: Call | undefined, event: Json & { readonly callRef: string }): Call {
  const { callRef, callData, legs = known?.legs, participants = known?.participants } = event;
  return complete({
    callRef,
    callData: isObject(callData) ? callData : known?.callData,
    legs,
    participants,
  } as unknown as Call);
}

/** A modification names what changed. One that replaces another call's reference takes that call over. */
function modified(
  state: CallState,
  event: Json & { readonly callRef: string },
  whole: boolean,
): CallChange | undefined {
  const { callRef, callData } = event;
  const previous = textOf(event['previousCallRef']);
  const replaced = previous !== callRef ? previous : undefined;
  const known = (replaced ? state.get(replaced) : undefined) ?? state.get(callRef);
  if (whole && !known) return undefined;
  const call = complete({
    callRef,
    callData: isObject(callData) ? callData : known?.callData,
    legs: merged(
      known?.legs,
      [...objects<Leg>(event['modifiedLegs']), ...objects<Leg>(event['addedLegs'])],
      objects<Leg>(event['removedLegs']).map(legKey),
      legKey,
    ),
    participants: merged(
      known?.participants,
      [...objects<Participant>(event['modifiedParticipants']), ...objects<Participant>(event['addedParticipants'])],
      listed(event['removedParticipantIds']),
      participantKey,
    ),
  } as Call);
  const before = replaced ? state.get(replaced) : known;
  if (replaced) state.delete(replaced);
  return { callRef, ...(replaced && { replaced }), before, after: put(state, call) };
}

const legKey = ({ deviceId, media }: Leg) => `${deviceId} ${media}`;
const participantKey = ({ participantId }: Participant) => participantId;

function merged<T>(
  before: readonly T[] | undefined,
  changed: readonly T[],
  gone: readonly string[],
  key: (item: T) => string,
): T[] {
  const items = new Map((before ?? []).map((item) => [key(item), item]));
  for (const id of gone) items.delete(id);
  for (const item of changed) items.set(key(item), item);
  return [...items.values()];
}

/** A call with lists that are lists, and without what is not there. */
function complete({ callRef, callData, legs, participants, ...more }: Call): Call {
  return {
    callRef,
    ...(isObject(callData) && { callData }),
    legs: objects<Leg>(legs),
    participants: objects<Participant>(participants),
    ...more,
  } as Call;
}

function listed(list: unknown): string[] {
  return (Array.isArray(list) ? list : []).map(String);
}

function put(state: CallState, call: Call): Call {
  state.set(call.callRef, call);
  return call;
}
