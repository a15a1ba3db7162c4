import type { NodeMessage } from 'node-red';
import type { Request } from './ledger.ts';
import { type Occasion, type Question, system } from './partner.ts';

/** What a reply needs to know of the request that it answers; `msg.request`. */
export interface RequestReference {
  readonly id: string;
  /** Id of the account node. */
  readonly account: string;
  readonly api: 'productOrder' | 'userService' | 'consultation';
}

/** The message that hands an order or a change to a flow. Shares nothing with what is kept: flows change what they get. */
export function requestMessage(account: string, request: Request, { redelivered, warnings }: Occasion): NodeMessage {
  const { id, api, mode, body, acceptedAt } = request;
  const plain = api === 'productOrder' ? { orderId: id, ...request.order } : { changeId: id, ...request.change };
  const reference: RequestReference = { id, account, api };
  const message = {
    topic: request.useCase,
    payload: plain,
    request: { ...reference, mode, body, ...(warnings.length > 0 && { warnings }) },
    event: { system, receivedAt: acceptedAt },
    ...(redelivered && { redelivered }),
  };
  return structuredClone(message) as NodeMessage;
}

/** The message that hands a consultation to a flow. */
export function questionMessage(account: string, { id, askedAt, fleetId, ids, single }: Question): NodeMessage {
  const reference: RequestReference = { id, account, api: 'consultation' };
  const message = {
    topic: single ? 'id' : ids ? 'ids' : 'fleet',
    payload: { ...(fleetId !== undefined && { fleetId }), ...(ids && { ids }) },
    request: reference,
    event: { system, receivedAt: askedAt },
  };
  return structuredClone(message) as NodeMessage;
}
