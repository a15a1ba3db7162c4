import type { NodeStatus } from 'node-red';
import { TelephonyError } from '../errors.ts';
import type { AccountState } from '../health.ts';
import { type AccountLabel, failureInShort, withNextTry } from '../wording.ts';

/** A node that cannot do its work: why, in short. */
export function failureStatus(error: Error, account?: AccountLabel): NodeStatus {
  return { fill: 'red', shape: 'ring', text: inShort(error, account) };
}

function inShort(error: Error, account: AccountLabel | undefined): string {
  const code = error instanceof TelephonyError ? error.code : 'UNEXPECTED';
  return failureInShort(code, error.message, account?.address);
}

/** Between two attempts: what failed, and when the next one is. */
export function waitingStatus(error: TelephonyError, next: Date, account?: AccountLabel): NodeStatus {
  return { fill: 'red', shape: 'ring', text: withNextTry(inShort(error, account), next) };
}

/** How an event source stands towards its account. */
export type SourceState =
  | { readonly kind: 'connecting' | 'connected' }
  | { readonly kind: 'waiting'; readonly seconds: number; readonly reason: TelephonyError }
  | { readonly kind: 'stopped'; readonly reason: TelephonyError };

/** The status of an event source. */
export function sourceStatus(state: SourceState, account?: AccountLabel): NodeStatus {
  switch (state.kind) {
    case 'connecting':
      return connecting;
    case 'connected':
      return connected;
    case 'waiting':
      return waitingStatus(state.reason, new Date(Date.now() + state.seconds * 1000), account);
    case 'stopped':
      return failureStatus(state.reason, account);
  }
}

/** The status of an account, by its one state. */
export function accountStatus({ kind, problem, nextTry }: AccountState, account?: AccountLabel): NodeStatus {
  switch (kind) {
    case 'idle':
      return {};
    case 'connecting':
      return connecting;
    case 'connected':
      return connected;
    case 'waiting':
      return problem && nextTry
        ? waitingStatus(problem, nextTry, account)
        : { fill: 'red', shape: 'ring', text: 'node-red:common.status.disconnected' };
    case 'stopped':
      return problem ? failureStatus(problem, account) : { fill: 'red', shape: 'ring', text: '' };
  }
}

const connecting: NodeStatus = { fill: 'yellow', shape: 'ring', text: 'node-red:common.status.connecting' };
const connected: NodeStatus = { fill: 'green', shape: 'dot', text: 'node-red:common.status.connected' };
