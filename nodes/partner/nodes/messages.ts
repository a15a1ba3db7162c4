import type { EmittedEvent } from '../../runtime/nodes/event-source.ts';
import type { Request } from '../ledger/ledger.ts';
import type { HandOver, PendingConsultation } from './partner.ts';

/** What a reply needs to know of the request that it answers; `msg.request`. */
export interface RequestReference {
  readonly id: string;
  /** Id of the account node. */
  readonly account: string;
  readonly api: 'productOrder' | 'userService' | 'consultation';
}

/** The event that hands an order or a change to a flow. Shares nothing with what is kept: flows change what they get. */
export function requestMessage(account: string, request: Request, { redelivered, warnings }: HandOver): EmittedEvent {
  const more = {
    request: { ...referenceOf(account, request), ...(warnings.length > 0 && { warnings }) },
    ...(redelivered && { redelivered }),
  };
  const { useCase, acceptedAt } = request;
  const about = { ...(redelivered && { redelivered }) };
  return structuredClone({ topic: useCase, payload: plainOf(request), about, receivedAt: acceptedAt, more });
}

/** The event that tells a flow of a request that is overdue; it can be answered with this message as well. */
export function overdueMessage(account: string, request: Request): EmittedEvent {
  const { acceptedAt, acknowledged } = request;
  return structuredClone({
    topic: 'overdue',
    payload: plainOf(request),
    about: { acceptedAt, acknowledged },
    more: { request: referenceOf(account, request) },
  });
}

function plainOf(request: Request): object {
  const { id } = request;
  return request.api === 'productOrder' ? { orderId: id, ...request.order } : { changeId: id, ...request.change };
}

function referenceOf(account: string, { id, api, mode, body }: Request) {
  const reference: RequestReference = { id, account, api };
  return { ...reference, mode, body };
}

/** The event that hands a consultation to a flow. */
export function consultationMessage(
  account: string,
  { id, askedAt, fleetId, ids, single }: PendingConsultation,
): EmittedEvent {
  const reference: RequestReference = { id, account, api: 'consultation' };
  const topic = single ? 'id' : ids ? 'ids' : 'fleet';
  const payload = { ...(fleetId !== undefined && { fleetId }), ...(ids && { ids }) };
  return structuredClone({ topic, payload, receivedAt: askedAt, more: { request: reference } });
}
