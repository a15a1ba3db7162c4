import type { NodeAPI } from 'node-red';
import { offerEntries } from '../nodes/entry-routes.ts';
import type { OpenRequests, ShownRequest } from './open-requests.ts';
import type { OpenCounts } from './open-watch.ts';

/** What the account's dialog shows of the requests that no flow has answered yet. */
export interface OpenStatus extends OpenCounts {
  /** The oldest ones. */
  readonly requests: readonly ShownRequest[];
}

const shown = 50;

/** Offers the open requests of every deployed account; whoever may deploy flows can hand one out again. */
export function offerOpenRequests(RED: NodeAPI): void {
  offerEntries<OpenRequests>(RED, {
    name: 'open-requests',
    of: ({ openRequests }) => openRequests,
    status: statusOf,
    actions: { 'hand-out': (requests, id) => requests.handOutAgain(id) },
  });
}

async function statusOf(requests: OpenRequests): Promise<OpenStatus> {
  const list = await requests.list(shown);
  return { ...requests.counts(), requests: list };
}
