import type { Handlers } from '../server/contract.ts';
import type { EventSummaries } from './summaries.ts';

/** The handler of chapter "Event summary". */
export function summaryHandlers(summaries: EventSummaries): Handlers {
  return {
    'opentouch-get-event-summary': ({ loginName }) => ({ status: 200, body: summaries.of(loginName) }),
  };
}
