import type { NodeAPI } from 'node-red';
import { type Origin, TelephonyError } from '../errors.ts';
import type { Shared } from '../operation/connection.ts';

/**
 * The account that a node refers to.
 * @param offers what it must have for this node's purposes; an account that could not be started lacks it
 */
export function accountOf<A extends Shared>(
  RED: NodeAPI,
  id: unknown,
  ...offers: readonly (string & keyof A)[]
): A | undefined {
  const node = RED.nodes.getNode(typeof id === 'string' ? id : '') as unknown as A | null;
  return node && offers.every((name) => name in node) ? node : undefined;
}

/**
 * No account is chosen, or it is not there.
 * @param property of the node that refers to it
 */
export function noAccount(origin: Origin, property: 'server' | 'account' = 'account'): TelephonyError {
  const message = `no ${property} is chosen, or it could not be started`;
  return new TelephonyError('NO_ACCOUNT', message, { ...origin, canRetry: false });
}
