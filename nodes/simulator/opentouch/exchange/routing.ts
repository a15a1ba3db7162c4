import type { Subscriber } from './model.ts';

/** When a call goes elsewhere: before it rings, because the user is busy, or because nobody has answered. */
export type RoutingOccasion = 'ALWAYS' | 'BUSY' | 'NO_ANSWER';

/** Stands for a user's own mailbox where a number is expected. */
export const ownVoicemail = 'VOICEMAIL';

/** What the exchange asks before it lets the telephones of a user ring. */
export interface CallRouting {
  /** Whether the set rings when its owner's number is called. */
  presents(subscriber: Subscriber, deviceId: string): boolean;
  /** Number that the user's calls go to on this occasion, or {@link ownVoicemail}. */
  diversion(subscriber: Subscriber, occasion: RoutingOccasion): string | undefined;
  /** The set that the user calls from unless he names another. */
  currentDevice(subscriber: Subscriber): string | undefined;
}

/** All sets ring, and whoever has a mailbox lets it take what nobody answers. */
export const plainRouting: CallRouting = {
  presents: () => true,
  diversion: ({ user }, occasion) => (occasion === 'NO_ANSWER' && user.voicemail ? ownVoicemail : undefined),
  currentDevice: () => undefined,
};
