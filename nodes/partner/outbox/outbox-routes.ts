import type { NodeAPI } from 'node-red';
import { offerEntries } from '../nodes/entry-routes.ts';
import type { Outbox } from './outbox.ts';
import { type ShownEvent, shownEvent } from './shown-event.ts';

/** What the account's dialog shows of the events that Orange has not taken yet. */
export interface OutboxStatus {
  readonly waiting: number;
  readonly parked: number;
  /** The oldest ones, parked ones first; without their contents. */
  readonly events: readonly Omit<ShownEvent, 'event'>[];
}

const shown = 50;

/** Offers the outbox of every deployed account; whoever may deploy flows can send an event again or discard it. */
export function offerOutbox(RED: NodeAPI): void {
  offerEntries<Outbox>(RED, {
    name: 'outbox',
    of: async ({ ledger }) => (await ledger).outbox,
    status: statusOf,
    actions: { retry: (outbox, id) => outbox.retry(id), discard: (outbox, id) => outbox.discard(id) },
  });
}

async function statusOf(outbox: Outbox): Promise<OutboxStatus> {
  const { waiting, parked } = await outbox.counts();
  const entries = [
    ...(await outbox.list({ states: ['parked'], limit: shown })),
    ...(await outbox.list({ states: ['waiting'], limit: shown })),
  ];
  const events = entries.slice(0, shown).map((entry) => {
    const { event: _, ...rest } = shownEvent(entry);
    return rest;
  });
  return { waiting, parked, events };
}
