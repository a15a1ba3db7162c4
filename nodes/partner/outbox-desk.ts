import type { NodeAPI } from 'node-red';
import type { Application, Handler, Request, Response } from '../orange/consent/express.ts';
import { TelephonyError } from '../runtime/errors.ts';
import type { Outbox } from './outbox.ts';
import { noPartner, partnerOf, system } from './partner.ts';
import { type ShownEvent, shownEvent } from './shown-event.ts';

/** What the account's dialog shows of the events that Orange has not taken yet. */
export interface OutboxStatus {
  readonly waiting: number;
  readonly parked: number;
  /** The oldest ones, parked ones first; without their contents. */
  readonly events: readonly Omit<ShownEvent, 'event'>[];
}

const shown = 50;
const offered = new WeakSet<object>();

/**
 * Offers the outbox of every deployed account below the admin root, to those who may read flows; retrying and discarding,
 * to those who may deploy them.
 */
export function offerOutbox(RED: NodeAPI): void {
  const application = RED.httpAdmin as unknown as Application | undefined;
  // A type that is switched off and on again is registered again.
  if (!application || offered.has(application)) return;
  offered.add(application);
  const { needsPermission } = RED.auth;
  const events = '/telephony/business-apps/:account/events';
  const served = (handler: Handler) => (request: Request, response: Response) =>
    void handler(request, response).catch((error: unknown) => refuse(response, error));
  const outboxOf = async ({ params }: Request): Promise<Outbox> => {
    const partner = partnerOf(RED, params['account']);
    if (!partner) throw noPartner({ system, operation: 'business-apps-partner' });
    return (await partner.ledger).outbox;
  };
  const tell = async (response: Response, outbox: Outbox) =>
    response.set({ 'Cache-Control': 'no-store' }).json(await statusOf(outbox));

  application.get(
    events,
    needsPermission('flows.read'),
    served(async (request, response) => tell(response, await outboxOf(request))),
  );
  for (const action of ['retry', 'discard'] as const) {
    const change: Handler = async (request, response) => {
      const outbox = await outboxOf(request);
      await outbox[action](request.params['event'] ?? '');
      await tell(response, outbox);
    };
    application.post(`${events}/:event/${action}`, needsPermission('flows.write'), served(change));
  }
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

const statuses: Readonly<Record<string, number>> = { NO_ACCOUNT: 409, CONFLICT: 409, NOT_FOUND: 404 };

function refuse(response: Response, error: unknown): void {
  const known = error instanceof TelephonyError ? error : undefined;
  response.status(statuses[known?.code ?? ''] ?? 500).json({ message: known?.message ?? 'The outbox cannot be read' });
}
