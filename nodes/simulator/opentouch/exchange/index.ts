export { Exchange, type TelephonyPicture } from './exchange.ts';
export { callHandlers } from './handlers.ts';
export type { Party, Subscriber, Timing } from './model.ts';
export { type CallRouting, type Occasion, ownVoicemail } from './routing.ts';
export type { CallsInProgress } from './switchboard.ts';
