import type { NodeStatus } from 'node-red';
import { TelephonyError } from '../../runtime/errors.ts';
import { dayAndTime } from '../../runtime/wording.ts';
import { storeOrigin } from '../ledger/errors.ts';
import type { Request } from '../ledger/ledger.ts';
import { aboutOf } from './open-requests.ts';
import type { OpenCounts } from './open-watch.ts';

/** How many are open, for a status: `2 open, oldest 14:05`; undefined if none is. */
export function openStatus({ open, overdue, oldest }: OpenCounts): NodeStatus | undefined {
  if (open === 0 || oldest === undefined) return undefined;
  const text = `${open} open, oldest ${dayAndTime(new Date(oldest))}`;
  return overdue > 0
    ? { fill: 'yellow', shape: 'ring', text: `${overdue} overdue, ${text}` }
    : { fill: 'blue', shape: 'dot', text };
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
