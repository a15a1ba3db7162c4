export { Exchange, type TelephonyPicture } from './exchange.ts';
export { callHandlers } from './handlers.ts';
export { isSame, isStandard, isSubscriber, type Party, type PhoneCall, type Subscriber, type Timing } from './model.ts';
export { targetOf } from './parties.ts';
export { type CallRouting, type Occasion, ownVoicemail } from './routing.ts';
export type { CallsInProgress } from './switchboard.ts';
