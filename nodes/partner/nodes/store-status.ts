import type { NodeStatus } from 'node-red';
import { failureStatus, waitingStatus } from '../../runtime/nodes/status.ts';
import type { AccountLabel } from '../../runtime/wording.ts';
import type { Ledger, LedgerHealth } from '../ledger/ledger.ts';

/** The status of whatever cannot work because of its store; undefined if the store is sound, or not tried yet. */
export function storeStatus({ error, nextTry }: LedgerHealth, account?: AccountLabel): NodeStatus | undefined {
  if (!error) return undefined;
  return nextTry ? waitingStatus(error, nextTry, account) : failureStatus(error, account);
}

/**
 * Shows at once and at every change how the store stands.
 * @param sound called when it can be used, to show all else; not while it is opened for the first time
 * @returns ends it
 */
export function showStore(
  ledger: Ledger,
  account: AccountLabel | undefined,
  show: (status: NodeStatus) => void,
  sound: () => void,
): () => void {
  const tell = (health: LedgerHealth) => {
    const status = storeStatus(health, account);
    if (status) show(status);
    else if (health.state === 'open') sound();
  };
  tell(ledger.health);
  return ledger.onHealth(tell);
}
