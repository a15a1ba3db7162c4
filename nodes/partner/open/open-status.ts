import type { NodeStatus } from 'node-red';
import { TelephonyError } from '../../runtime/errors.ts';
import { dayAndTime } from '../../runtime/wording.ts';
import { storeOrigin } from '../ledger/errors.ts';
import type { Request } from '../ledger/ledger.ts';
import type { Consultation } from '../wire/plain.ts';
import { aboutOf, idsInShort } from './open-requests.ts';
import type { OpenCounts } from './open-watch.ts';

/** How many are open, for a status: `2 open, oldest 14:05`; undefined if none is. */
export function openStatus({ open, overdue, oldest }: OpenCounts): NodeStatus | undefined {
  if (open === 0 || oldest === undefined) return undefined;
  const text = `${open} open, oldest ${dayAndTime(new Date(oldest))}`;
  return overdue > 0
    ? { fill: 'yellow', shape: 'ring', text: `${overdue} overdue, ${text}` }
    : { fill: 'blue', shape: 'dot', text };
}

/** Told of a consultation that has got no answer; nothing of it is left. */
export function lateError({ fleetId, ids }: Consultation): TelephonyError {
  const about = ids ? idsInShort(ids) : `fleet ${fleetId}`;
  const message = `no flow has answered the consultation of ${about} within the deadline; Orange was told 503, see that each message of its source comes to reply to orange`;
  return new TelephonyError('REQUEST_OVERDUE', message, { ...storeOrigin, operation: 'answer', canRetry: false });
}

/** Told once of each request that has been open for too long. */
export function overdueError(request: Request): TelephonyError {
  const { id, api, acceptedAt } = request;
  const what = api === 'productOrder' ? 'order' : 'change';
  const since = dayAndTime(new Date(acceptedAt));
  const about = aboutOf(request);
  const message = `no flow has answered the ${what} ${id}${about && ` (${about})`}, open since ${since}`;
  return new TelephonyError('REQUEST_OVERDUE', message, { ...storeOrigin, operation: 'answer', canRetry: false });
}
