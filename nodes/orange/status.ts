import type { Node, NodeStatus } from 'node-red';
import { failureStatus } from '../runtime/nodes/status.ts';
import { type AccountLabel, withNextTry } from '../runtime/wording.ts';
import type { ConnectionState, Outage } from './connection.ts';

const statuses: Readonly<Record<ConnectionState, NodeStatus>> = {
  idle: {},
  connected: { fill: 'green', shape: 'dot', text: 'node-red:common.status.connected' },
  waiting: { fill: 'yellow', shape: 'ring', text: 'status.waiting' },
  consent: { fill: 'red', shape: 'ring', text: 'status.consent-needed' },
  refused: { fill: 'red', shape: 'ring', text: 'status.login-refused' },
  failed: { fill: 'red', shape: 'ring', text: 'node-red:common.status.disconnected' },
};

/** The status of an account: what failed, if anything did, and when it is tried again by itself. */
export function statusOf(state: ConnectionState, outage?: Outage, account?: AccountLabel): NodeStatus {
  const usual = statuses[state];
  if (!outage) return usual;
  const { text = '' } = failureStatus(outage.error, account);
  return { ...usual, text: outage.next ? withNextTry(text, outage.next) : text };
}

/** Shows the state of a connection as the status of its account. */
export function showing(
  node: Pick<Node, 'status'>,
  account: AccountLabel,
): (state: ConnectionState, outage?: Outage) => void {
  return (state, outage) => node.status(statusOf(state, outage, account));
}
