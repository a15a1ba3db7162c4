import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { TelephonyError } from '../../runtime/errors.ts';
import { runEventSource, type SourceHandle } from '../../runtime/nodes/event-source.ts';
import { accountOf, noAccount } from '../../runtime/nodes/used-account.ts';
import type { OpenTouchServer } from '../session/server-node.ts';
import type { ChannelListener } from './listener.ts';
import { channelOrigin } from './subscription.ts';

/** What every event source of OpenTouch stores. */
export interface SourceConfig extends NodeDef {
  readonly server?: string;
  /** Comma-separated. */
  readonly loginNames?: string;
}

/** What makes the event sources of OpenTouch differ. */
export interface SourceType {
  /** What keeps the node from working. */
  readonly problem?: TelephonyError | undefined;
  readonly outputs?: readonly string[] | undefined;
  /** What is listened to, and what a flow is told of it. */
  listener(source: SourceHandle): Omit<ChannelListener, 'onState' | 'onProblem'>;
}

/** Lets a node without input listen to its server's channel for as long as it is deployed, and show how that stands. */
export function listenWith(RED: NodeAPI, node: Node, config: SourceConfig, type: SourceType): void {
  const server = accountOf<OpenTouchServer>(RED, config.server, 'listen');
  const { problem, outputs } = type;
  runEventSource(RED, node, {
    origin: channelOrigin,
    account: server,
    outputs,
    problem: problem ?? (server ? undefined : noAccount({ ...channelOrigin, operation: config.type }, 'server')),
    start(source) {
      const whole: ChannelListener = { ...type.listener(source), onState: source.show, onProblem: source.report };
      server?.listen(whole);
      return async () => server?.unlisten(whole);
    },
  });
}
