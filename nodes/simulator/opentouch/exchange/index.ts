export { Exchange, type TelephonyPicture } from './exchange.ts';
export { callHandlers } from './handlers.ts';
export type { Timing } from './model.ts';
