import type { Exchange } from '../exchange/index.ts';
import type { Directory, Notify } from '../server/contract.ts';
import { CallJournal } from './journal.ts';
import { CommunicationLog } from './log.ts';
import { seedLog } from './seed.ts';

export { comlogHandlers, tolerateTextIds } from './handlers.ts';
export type { CommunicationLog } from './log.ts';

/** The users' logs with a history, written on by the exchange's calls. */
export function communicationLog(directory: Directory, exchange: Exchange, notify: Notify): CommunicationLog {
  const log = new CommunicationLog(notify);
  seedLog(log, directory);
  new CallJournal(directory, exchange, log);
  return log;
}
