export { presenceHandlers } from './handlers.ts';
export { PresenceStates } from './presence.ts';
