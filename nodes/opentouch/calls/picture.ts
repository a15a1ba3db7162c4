import type { OpenTouch, OpenTouchEvents } from '../../catalogue/static.ts';
import type { Json } from '../../runtime/json.ts';

/** A call of a user as the server describes it, put together from events. */
export type Call = OpenTouch<'opentouch-calls', 'Call'>;

type Leg = OpenTouch<'opentouch-calls', 'Leg'>;
type Participant = OpenTouch<'opentouch-calls', 'Participant'>;
type Modified = OpenTouchEvents['OnCallModified'];

/** All calls of one user by `callRef`. Pictures are values: nothing in one ever changes. */
export type Picture = ReadonlyMap<string, Call>;

/** What one event did to a picture. `replaced` is the reference that a call had before. */
export interface Change {
  readonly picture: Picture;
  readonly callRef: string;
  readonly replaced?: string;
}

/** The picture that a snapshot of `/telephony/state` gives. */
export function pictureOf(calls: readonly Call[] = []): Picture {
  return new Map(calls.map((call) => [call.callRef, call]));
}

/**
 * Applies an event to a user's picture; undefined when it changes no call. Chapter "Call control".
 * @param whole the picture once was the server's own: a change of a call that is not in it is older than the picture
 */
export function apply(picture: Picture, event: Json, whole: boolean): Change | undefined {
  const { eventName, callRef } = event;
  if (typeof callRef !== 'string') return undefined;
  switch (eventName) {
    case 'OnCallCreated':
    case 'OnCallAppeared':
      return { picture: withCall(picture, appeared(picture.get(callRef), event as unknown as Call)), callRef };
    case 'OnCallModified':
      return whole && !isKnown(picture, event as unknown as Modified)
        ? undefined
        : modified(picture, event as unknown as Modified);
    case 'OnCallRemoved':
      return { picture: without(picture, callRef), callRef };
    default:
      return undefined;
  }
}

/** A call that is announced again (for the mobile) keeps what the announcement leaves out. */
function appeared(known: Call | undefined, event: Call): Call {
  const { callRef, callData = known?.callData, legs = known?.legs, participants = known?.participants } = event;
  return { callRef, ...(callData && { callData }), legs: legs ?? [], participants: participants ?? [] };
}

function isKnown(picture: Picture, { callRef, previousCallRef }: Modified): boolean {
  return picture.has(callRef) || (previousCallRef !== undefined && picture.has(previousCallRef));
}

/** A modification names what changed. One that replaces another call's reference takes that call over. */
function modified(picture: Picture, event: Modified): Change {
  const { callRef, previousCallRef } = event;
  const replaced = previousCallRef && previousCallRef !== callRef ? previousCallRef : undefined;
  const before = (replaced && picture.get(replaced)) || picture.get(callRef);
  const callData = event.callData ?? before?.callData;
  const call: Call = {
    callRef,
    ...(callData && { callData }),
    legs: merged(
      before?.legs,
      [...list(event.modifiedLegs), ...list(event.addedLegs)],
      list(event.removedLegs).map(legKey),
      legKey,
    ),
    participants: merged(
      before?.participants,
      [...list(event.modifiedParticipants), ...list(event.addedParticipants)],
      list(event.removedParticipantIds),
      participantKey,
    ),
  };
  const rest = replaced ? without(picture, replaced) : picture;
  return { picture: withCall(rest, call), callRef, ...(replaced && { replaced }) };
}

const legKey = ({ deviceId, media }: Leg) => `${deviceId} ${media}`;
const participantKey = ({ participantId }: Participant) => participantId;

function merged<T>(
  before: readonly T[] | undefined,
  changed: readonly T[],
  gone: readonly string[],
  key: (item: T) => string,
): T[] {
  const items = new Map(list(before).map((item) => [key(item), item]));
  for (const id of gone) items.delete(id);
  for (const item of changed) items.set(key(item), item);
  return [...items.values()];
}

function list<T>(items: readonly T[] | undefined): readonly T[] {
  return Array.isArray(items) ? items : [];
}

function withCall(picture: Picture, call: Call): Picture {
  return new Map(picture).set(call.callRef, call);
}

function without(picture: Picture, callRef: string): Picture {
  const rest = new Map(picture);
  rest.delete(callRef);
  return rest;
}
