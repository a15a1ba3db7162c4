import type { Domain, Field } from '../types.ts';

/** The name that a notification has for what happened, and where nothing else is said the state of its call. */
const names = ['eventData.type', 'data.type', 'eventData.eventType', 'data.eventType', 'type'] as const;
const states = ['eventData.call.state', 'data.call.state', 'call.state', 'eventData.state', 'data.state'] as const;

/** Where a notification says what happened: `xsi:CallReceivedEvent`, `alerting`. */
export const eventName = {
  type: 'string',
  at: [...names, ...states],
  codec: ['localName', 'Event'],
} as const satisfies Field;

const calls = ['Basic Call', 'Standard Call', 'Advanced Call'] as const;
const callsOnHold = ['Standard Call', 'Advanced Call'] as const;

/**
 * What Orange notifies of, in plain fields. No reference tells how: names are those of JSON in the API's style, those of
 * the XML of the platform behind it, and those of other operators on that platform.
 */
export const notifications = {
  set: 'teaming',
  system: 'teaming',
  chapter: 'Teaming notifications',
  category: 'Teaming',
  icon: 'telephony-event.svg',
  representations: {
    Notification: {
      type: { type: 'string', at: names, codec: ['localName'] },
      userId: { type: 'string', at: ['targetId', 'userId'] },
      eventType: { type: 'string' },
      eventId: { type: 'string', at: ['eventId', 'eventID'] },
      sequenceNumber: { type: 'nonNegativeInteger' },
      subscriptionId: { type: 'string' },
      data: { type: 'EventData', at: ['eventData', 'data', ''], inline: true },
    },
    EventData: {
      call: { type: 'NotifiedCall', at: ['call', ''], inline: true },
      calls: { type: 'NotifiedCall', many: true, at: ['calls.call', 'calls'] },
      messages: { type: 'MessageCount', at: ['messageSummary', ''], inline: true },
    },
    NotifiedCall: {
      callId: { type: 'string' },
      externalTrackingId: { type: 'string', at: ['externalTrackingId', 'extTrackingId'] },
      // Who clicks to dial is the caller, too.
      direction: {
        type: 'string',
        at: 'personality',
        spellings: { incoming: ['Terminator'], outgoing: ['Originator', 'Click-to-Dial'] },
        otherwise: 'outgoing',
      },
      /** In the API's own words: `Alerting`, `Active`, `Held`, `Released` … */
      state: { type: 'string' },
      remote: { type: 'RemoteParty', at: ['remoteParty', 'remote'] },
      times: { type: 'CallTimes', at: '' },
      /** Who ended it: `localRelease`, `remoteRelease`. */
      releasingParty: { type: 'string' },
    },
    RemoteParty: {
      number: { type: 'string', at: ['phoneNumber', 'number', 'address', 'userDN'], codec: ['phoneNumber'] },
      name: { type: 'string', at: ['name', 'address'], codec: ['displayName'] },
    },
    CallTimes: {
      start: { type: 'dateTime', at: ['startTime', 'created'] },
      answer: { type: 'dateTime', at: ['answerTime', 'answered'] },
      held: { type: 'dateTime', at: 'heldTime' },
      release: { type: 'dateTime', at: ['releaseTime', 'disconnected'] },
    },
    MessageCount: {
      newMessages: { type: 'nonNegativeInteger' },
      oldMessages: { type: 'nonNegativeInteger' },
    },
  },
  operations: {},
  events: {
    alerting: { type: 'Notification', packages: calls, spellings: ['CallReceived', 'alerting'] },
    originated: {
      type: 'Notification',
      packages: calls,
      spellings: ['CallOriginated', 'originated'],
      insteadOf: { event: 'alerting', when: { direction: ['outgoing'] } },
    },
    answered: { type: 'Notification', packages: calls, spellings: ['CallAnswered', 'answered', 'connected', 'active'] },
    held: { type: 'Notification', packages: callsOnHold, spellings: ['CallHeld', 'held'] },
    retrieved: { type: 'Notification', packages: callsOnHold, spellings: ['CallRetrieved', 'retrieved', 'resumed'] },
    released: { type: 'Notification', packages: calls, spellings: ['CallReleased', 'released', 'disconnected'] },
    voicemail: {
      type: 'Notification',
      packages: ['Voice Mail Message Summary'],
      spellings: ['VoiceMailMessageSummary'],
    },
    'subscription-state': {
      type: 'Notification',
      unsolicited: true,
      spellings: ['CallSubscription', 'CallSubscriptionResync'],
    },
    'subscription-terminated': { type: 'Notification', unsolicited: true, spellings: ['SubscriptionTerminated'] },
    other: {
      type: 'Notification',
      packages: ['Do Not Disturb', 'Call Forwarding Always', 'Call Forwarding Busy', 'Call Forwarding No Answer'],
      spellings: [],
    },
  },
} as const satisfies Domain;
