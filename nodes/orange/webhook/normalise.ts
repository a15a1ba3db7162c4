import type { Json } from '../../runtime/json.ts';
import type { Kind, NotifiedCall, TeamingEvent } from './event.ts';

/** Names of events, without a prefix and the word Event, in small letters. */
const kinds: Readonly<Record<string, Kind>> = {
  callreceived: 'alerting',
  alerting: 'alerting',
  calloriginated: 'originated',
  originated: 'originated',
  callanswered: 'answered',
  answered: 'answered',
  connected: 'answered',
  callheld: 'held',
  held: 'held',
  callretrieved: 'retrieved',
  retrieved: 'retrieved',
  resumed: 'retrieved',
  callreleased: 'released',
  released: 'released',
  disconnected: 'released',
  voicemailmessagesummary: 'voicemail',
  callsubscription: 'subscription-state',
  callsubscriptionresync: 'subscription-state',
  subscriptionterminated: 'subscription-terminated',
};

/** What the state of a call says of an event that has no name. */
const kindsByState: Readonly<Record<string, Kind>> = {
  alerting: 'alerting',
  active: 'answered',
  held: 'held',
  released: 'released',
};

/**
 * Puts a notification into plain fields. No reference tells how Teaming notifies, so that names are taken as JSON in its
 * style and as the platform's own XML have them, and what is not understood becomes `other`.
 * @param notification an object of either
 * @param raw what to pass on of it
 */
export function normalise(notification: Json, raw: unknown): TeamingEvent {
  const data = objectAt(notification, 'eventData', 'data') ?? notification;
  const type = textAt(data, 'type') ?? (data === notification ? undefined : textAt(data, 'eventType'));
  const call = objectAt(data, 'call') ?? data;
  const calls = callsIn(data);
  return present<TeamingEvent>({
    event: kindOf(type, call),
    type: type && withoutPrefix(type),
    userId: textAt(notification, 'targetId', 'userId'),
    eventType: textAt(notification, 'eventType'),
    eventId: textAt(notification, 'eventId', 'eventID'),
    sequenceNumber: numberAt(notification, 'sequenceNumber'),
    subscriptionId: textAt(notification, 'subscriptionId'),
    ...plainCall(call),
    calls: calls.length > 0 ? calls.map(plainCall) : undefined,
    ...counts(objectAt(data, 'messageSummary') ?? data),
    raw,
  });
}

function kindOf(type: string | undefined, call: Json): Kind {
  if (type)
    return (
      kinds[
        withoutPrefix(type)
          .replace(/Event$/, '')
          .toLowerCase()
      ] ?? 'other'
    );
  const state = textAt(call, 'callId') && textAt(call, 'state')?.toLowerCase();
  const kind = (state && kindsByState[state]) || 'other';
  return kind === 'alerting' && directionOf(call) === 'outgoing' ? 'originated' : kind;
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function callsIn(data: Json): readonly Json[] {
  const { calls } = data;
  const list = isObject(calls) ? calls['call'] : calls;
  return (Array.isArray(list) ? list : [list]).filter(isObject);
}

function plainCall(call: Json): NotifiedCall {
  const party = objectAt(call, 'remoteParty', 'remote') ?? {};
  const number = textAt(party, 'phoneNumber', 'number', 'address', 'userDN');
  const remote = present({ number: number && dialable(number), name: textAt(party, 'name') });
  const times = present({
    start: timeAt(call, 'startTime', 'created'),
    answer: timeAt(call, 'answerTime', 'answered'),
    held: timeAt(call, 'heldTime'),
    release: timeAt(call, 'releaseTime', 'disconnected'),
  });
  return present<NotifiedCall>({
    callId: textAt(call, 'callId'),
    externalTrackingId: textAt(call, 'externalTrackingId', 'extTrackingId'),
    direction: directionOf(call),
    state: textAt(call, 'state'),
    remote: Object.keys(remote).length > 0 ? remote : undefined,
    times: Object.keys(times).length > 0 ? times : undefined,
    releasingParty: textAt(call, 'releasingParty'),
  });
}

/** Who clicks to dial is the caller, too. */
function directionOf(call: Json): 'incoming' | 'outgoing' | undefined {
  const personality = textAt(call, 'personality')?.toLowerCase();
  if (!personality) return undefined;
  return personality === 'terminator' ? 'incoming' : 'outgoing';
}

/** The number in an address: `tel:+33123456789`, `sip:2001@example.com;user=phone`. */
function dialable(address: string): string {
  return address.replace(/^(?:tel|sips?):/i, '').replace(/[@;].*$/s, '');
}

function counts(summary: Json): Partial<TeamingEvent> {
  return present({ newMessages: numberAt(summary, 'newMessages'), oldMessages: numberAt(summary, 'oldMessages') });
}

/** ISO 8601, out of milliseconds or `2026-03-02 09:15:00Z`. */
function timeAt(object: Json, ...names: string[]): string | undefined {
  const text = textAt(object, ...names);
  if (!text) return undefined;
  const time = new Date(/^\d+$/.test(text) ? Number(text) : text.replace(' ', 'T'));
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectAt(object: Json, ...names: string[]): Json | undefined {
  return names.map((name) => object[name]).find(isObject);
}

/** The first of these that is a text, or a number as a text. */
function textAt(object: Json, ...names: string[]): string | undefined {
  const value = names
    .map((name) => object[name])
    .find((one) => typeof one === 'number' || (typeof one === 'string' && one));
  return value === undefined ? undefined : String(value);
}

function numberAt(object: Json, ...names: string[]): number | undefined {
  const text = textAt(object, ...names);
  const number = Number(text);
  return text === undefined || Number.isNaN(number) ? undefined : number;
}

/** Without what is not there. */
function present<T extends object>(all: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;
}
