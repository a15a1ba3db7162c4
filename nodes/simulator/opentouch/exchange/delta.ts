import { isDeepStrictEqual } from 'node:util';
import type { OpenTouchEvents } from '../../../catalogue/static.ts';
import type { CallNote, CallView, DeviceCapabilities } from './model.ts';

type Created = OpenTouchEvents['OnCallCreated'];
type Modified = OpenTouchEvents['OnCallModified'];
type Removed = OpenTouchEvents['OnCallRemoved'];

interface Difference<T> {
  readonly added: T[];
  readonly removed: T[];
  readonly modified: T[];
}

function compare<T>(before: readonly T[] = [], after: readonly T[] = [], key: (item: T) => string): Difference<T> {
  const old = new Map(before.map((item) => [key(item), item]));
  const kept = new Set(after.map(key));
  return {
    added: after.filter((item) => !old.has(key(item))),
    removed: before.filter((item) => !kept.has(key(item))),
    modified: after.filter((item) => old.has(key(item)) && !isDeepStrictEqual(old.get(key(item)), item)),
  };
}

const causeOf = ({ cause }: CallNote) => cause && { cause };

/** OnCallCreated, or OnCallAppeared when the call alerts a mobile. */
export function created(
  eventName: 'OnCallCreated' | 'OnCallAppeared',
  loginName: string,
  { callRef, ...rest }: CallView,
  deviceCapabilities: DeviceCapabilities[],
  note: CallNote,
): Created {
  return { eventName, loginName, callRef, ...causeOf(note), ...rest, deviceCapabilities };
}

/** OnCallModified with what differs between two views of a call; undefined when nothing does and nothing is to be said. */
export function modified(
  loginName: string,
  before: CallView,
  after: CallView,
  note: CallNote | undefined,
  again: readonly string[],
): Modified | undefined {
  const legs = compare(before.legs, after.legs, ({ deviceId }) => deviceId);
  const people = compare(before.participants, after.participants, ({ participantId }) => participantId);
  const repeated = (after.participants ?? []).filter(
    (one) => again.includes(one.participantId) && !people.added.includes(one) && !people.modified.includes(one),
  );
  const data = !isDeepStrictEqual(before.callData, after.callData);
  const changes = [...Object.values(legs), ...Object.values(people)].some((list) => list.length > 0);
  if (!data && !changes && !note) return undefined;
  return {
    eventName: 'OnCallModified',
    loginName,
    callRef: after.callRef,
    ...(note && causeOf(note)),
    ...(note?.previousCallRef && { previousCallRef: note.previousCallRef }),
    ...(note?.replacedByCallRef && { replacedByCallRef: note.replacedByCallRef }),
    ...(data && after.callData && { callData: after.callData }),
    modifiedLegs: legs.modified,
    addedLegs: legs.added,
    removedLegs: legs.removed.map(({ deviceId, media }) => ({ deviceId, media, state: 'IDLE' })),
    modifiedParticipants: [...people.modified, ...repeated],
    addedParticipants: people.added,
    removedParticipantIds: people.removed.map(({ participantId }) => participantId),
    deviceCapabilities: [],
  };
}

/** The notification that a call has ended for a user. */
export function removed(loginName: string, callRef: string, note: CallNote): Removed {
  return {
    eventName: 'OnCallRemoved',
    loginName,
    callRef,
    ...causeOf(note),
    ...(note.newDestination && { newDestination: note.newDestination }),
    deviceCapabilities: [],
  };
}
