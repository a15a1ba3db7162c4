import type { Representations } from '../types.ts';

/** What tasks answer, read out of what the operations of each system answer. */
export const taskTypes = {
  StartedCall: {
    call: { type: 'string', required: true, at: ['callRef', 'callId'] },
    callRef: { type: 'string' },
    callId: { type: 'string' },
  },
  MissedCall: {
    number: { type: 'string', at: 'participants.[role!=CALLEE].identity.id.phoneNumber' },
    name: { type: 'string', at: 'participants.[role!=CALLEE].identity', codec: ['personName'] },
    date: { type: 'dateTime', required: true, at: 'beginDate' },
    seen: { type: 'boolean', at: 'acknowledged' },
    recordId: { type: 'long' },
  },
  CurrentCall: {
    call: { type: 'string', required: true, at: ['callRef', 'callId'] },
    state: {
      type: 'string',
      at: ['callData.state', 'state'],
      spellings: {
        ringing: ['RINGING_INCOMING', 'RINGING_OUTGOING', 'DIALING', 'OFF_HOOK', 'Alerting'],
        active: ['ACTIVE', 'Active', 'Remote Held'],
        held: ['HELD'],
      },
      otherwise: 'unknown',
    },
    person: { type: 'CallingPerson', at: 'participants.0.identity', inline: true },
    remote: { type: 'RemotePerson', at: 'remoteParty', inline: true },
    callRef: { type: 'string' },
    callId: { type: 'string' },
  },
  CallingPerson: {
    number: { type: 'string', at: 'id.phoneNumber' },
    name: { type: 'string', at: '', codec: ['personName'] },
  },
  RemotePerson: {
    number: { type: 'string', at: ['phoneNumber', 'address'], codec: ['phoneNumber'] },
    name: { type: 'string', codec: ['displayName'] },
  },
  VoiceMessage: {
    person: { type: 'CallingPerson', at: 'from', inline: true },
    remote: { type: 'RemotePerson', at: 'callingPartyInfo', inline: true },
    // One API has it as `2019-08-01 13:20:24Z`.
    date: { type: 'string', at: ['date', 'time'] },
    /** In seconds or in milliseconds, as the system has it. */
    duration: { type: 'int' },
    mailboxId: { type: 'string' },
    voicemailId: { type: 'string' },
    messageId: { type: 'string' },
  },
  /** Somebody in a directory. */
  Person: {
    name: { type: 'string', at: '', codec: ['personName'] },
    number: { type: 'string', at: 'id.phoneNumber' },
    email: { type: 'string', at: 'id.email' },
    user: { type: 'string', at: 'id.loginName' },
    directory: { type: 'string', at: 'directorySource' },
  },
  /** Somebody in a directory who can be written to. */
  Correspondent: {
    name: { type: 'string', at: '', codec: ['personName'] },
    number: { type: 'string', at: 'id.phoneNumber' },
    email: { type: 'string', at: 'id.email' },
    messagingId: { type: 'string', required: true, at: 'id.instantMessagingId' },
  },
  Conversation: {
    callRef: { type: 'string', required: true },
  },
  WaitingMessage: {
    person: { type: 'CallingPerson', at: 'from', inline: true },
    text: { type: 'string', required: true, at: 'message' },
    date: { type: 'dateTime' },
    unread: { type: 'boolean' },
    messageId: { type: 'string' },
  },
  ShownPresence: {
    status: {
      type: 'string',
      at: 'presences.[type=basic].value',
      blank: true,
      spellings: { available: [''], busy: [], 'back soon': ['be-right-back'], offline: ['appear-offline'] },
      otherwise: 'unknown',
    },
    phone: { type: 'string', at: 'presences.[type=phone].value' },
    calendar: { type: 'string', at: 'presences.[type=calendar].value' },
    note: { type: 'string', at: 'presences.[type=note].value' },
  },
  ForwardingRoute: {
    when: {
      type: 'string',
      at: 'forwardType',
      spellings: { busy: ['BUSY'], 'no answer': ['NO_ANSWER'], 'busy or no answer': ['BUSY_NO_ANSWER'] },
      otherwise: 'always',
    },
    to: {
      type: 'string',
      required: true,
      at: 'destinations.[selected!=false].type',
      spellings: { voicemail: ['VOICEMAIL'], colleague: ['USER'], number: ['NUMBER', 'OTHER'] },
      otherwise: 'number',
    },
    number: { type: 'string', at: 'destinations.[selected!=false].number' },
  },
  ForwardingService: {
    active: { type: 'boolean', required: true },
    number: { type: 'string', at: 'forwardToPhoneNumber' },
  },
} as const satisfies Representations;
