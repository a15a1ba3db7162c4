import type { NodeAPI } from 'node-red';
import { type AdminRequest, type AdminRoute, serveAdminRoutes } from '../../runtime/nodes/admin-routes.ts';
import { noAccount } from '../../runtime/nodes/used-account.ts';
import { partnerOf, system } from '../nodes/partner.ts';
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

/**
 * Offers the outbox of every deployed account below the admin root, to those who may read flows; retrying and discarding,
 * to those who may deploy them.
 */
export function offerOutbox(RED: NodeAPI): void {
  const path = '/telephony/outbox/:account';
  const outboxOf = async ({ params }: AdminRequest): Promise<Outbox> => {
    const partner = partnerOf(RED, params['account']);
    if (!partner) throw noAccount({ system, operation: 'business-apps-partner' });
    return (await partner.ledger).outbox;
  };
  const change = (action: 'retry' | 'discard'): AdminRoute => ({
    method: 'post',
    path: `${path}/:event/${action}`,
    permission: 'flows.write',
    async handle(request) {
      const outbox = await outboxOf(request);
      await outbox[action](request.params['event'] ?? '');
      return statusOf(outbox);
    },
  });
  serveAdminRoutes(RED, 'outbox', () => [
    { method: 'get', path, permission: 'flows.read', handle: async (request) => statusOf(await outboxOf(request)) },
    change('retry'),
    change('discard'),
  ]);
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
