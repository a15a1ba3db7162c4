export { PresenceBoard } from './board.ts';
export { presenceHandlers } from './handlers.ts';
