export { Exchange, type TelephonyPicture } from './exchange.ts';
export { callHandlers } from './handlers.ts';
export { isSame, isStandard, isSubscriber, type Party, type PhoneCall, type Subscriber, type Timing } from './model.ts';
export { callTargetOf } from './parties.ts';
export { type CallRouting, ownVoicemail, type RoutingOccasion } from './routing.ts';
export type { CallsInProgress } from './switchboard.ts';
