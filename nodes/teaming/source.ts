import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import type { TelephonyError } from '../runtime/errors.ts';
import { runEventSource, type SourceHandle } from '../runtime/nodes/event-source.ts';
import type { SourceState } from '../runtime/nodes/status.ts';
import { accountOf, noAccount } from '../runtime/nodes/used-account.ts';
import type { Shared } from '../runtime/operation/connection.ts';
import { shortTime } from '../runtime/wording.ts';
import type { AccountNotifications } from './account-notifications.ts';
import type { NotificationListener, NotificationState } from './notifications/listener.ts';
import { webhookOrigin } from './subscriptions/api.ts';

/** The account as event sources see it. */
export interface NotifyingAccount extends Shared {
  readonly notifications: AccountNotifications;
}

/** What every event source of Teaming stores. */
export interface TeamingSourceConfig extends NodeDef {
  readonly account?: string;
}

/** What makes the event sources of Teaming differ. */
export interface TeamingSourceType {
  /** What keeps the node from working. */
  readonly problem?: TelephonyError | undefined;
  readonly outputs?: readonly string[] | undefined;
  /** What is listened to, and what a flow is told of it. What a handler is given it must not change. */
  listener(source: SourceHandle): Pick<NotificationListener, 'interest' | 'onNews'>;
}

/** Lets a node without input listen to its account's notifications for as long as it is deployed, and show how that stands. */
export function listenAt(RED: NodeAPI, node: Node, config: TeamingSourceConfig, type: TeamingSourceType): void {
  const account = accountOf<NotifyingAccount>(RED, config.account, 'notifications');
  runEventSource(RED, node, {
    origin: webhookOrigin,
    account,
    outputs: type.outputs,
    problem:
      (account ? undefined : noAccount({ ...webhookOrigin, operation: config.type })) ??
      type.problem ??
      account?.notifications.obstacle,
    start: (source) => (account ? listen(account, type, source) : () => Promise.resolve()),
  });
}

function listen(
  { notifications }: NotifyingAccount,
  type: TeamingSourceType,
  source: SourceHandle,
): (deleted: boolean) => Promise<void> {
  const { show, report, warn, guarded } = source;
  const { interest, onNews } = type.listener(source);
  const listener: NotificationListener = {
    interest,
    onNews: guarded(onNews),
    onState: guarded((state) => show(statusOf(state, notifications.doubt !== undefined))),
    onProblem: report,
    onWarning: warn,
  };
  if (notifications.doubt) warn(notifications.doubt);
  notifications.add(listener);
  return (deleted) => notifications.remove(listener, deleted);
}

/** How the subscriptions stand; a doubt is shown where all would be well otherwise. */
function statusOf(state: NotificationState, doubtful: boolean): SourceState | NodeStatus {
  if (state.kind !== 'connected') return state;
  const text = `${state.count} subscribed, renewal ${shortTime(state.renewal)}`;
  return doubtful ? { fill: 'yellow', shape: 'dot', text: `? ${text}` } : { fill: 'green', shape: 'dot', text };
}
