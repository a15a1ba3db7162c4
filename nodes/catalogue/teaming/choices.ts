import type { Choices } from '../choices.ts';
import { userId } from './ids.ts';

/** What dialogs offer for a field of Teaming. Published examples show less of a call than servers send. */
export const teamingChoices: Readonly<Record<string, Choices>> = {
  userId: userId.lookup,
  callId: {
    operation: 'teaming-get-calls',
    id: 'callId',
    shows: ['remoteParty.name', 'remoteParty.phoneNumber', 'remoteParty.address', 'state'],
  },
  messageId: {
    operation: 'teaming-get-voice-messages',
    id: 'messageId',
    shows: ['callingPartyInfo.name', 'callingPartyInfo.phoneNumber', 'time'],
  },
  subscriptionId: { operation: 'teaming-get-subscriptions', id: 'subscriptionId', shows: ['eventType', 'callBackUrl'] },
};
