import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import { TelephonyError } from '../runtime/errors.ts';
import { failAtStart } from '../runtime/fail-at-start.ts';
import type { ChannelState, Listener } from './listener.ts';
import type { OpenTouchServer } from './server-node.ts';
import { channelOrigin } from './subscription.ts';

/** What every event source of OpenTouch stores. */
export interface SourceConfig extends NodeDef {
  readonly server?: string;
  /** Comma-separated. */
  readonly loginNames?: string;
}

/** Lets a node without input listen to its server's channel for as long as it is deployed, and show how that stands. */
export function listenWith(
  RED: NodeAPI,
  node: Node,
  config: SourceConfig,
  listener: Omit<Listener, 'onState' | 'onProblem'>,
): void {
  const server = RED.nodes.getNode(config.server ?? '') as unknown as OpenTouchServer | null;
  if (!server || !('listen' in server)) {
    const message = `${config.type}: no server is chosen, or it could not be started`;
    failAtStart(RED, node, new TelephonyError('NO_ACCOUNT', message, { ...channelOrigin, canRetry: false }));
    return;
  }
  const whole: Listener = {
    ...listener,
    onState: (state) => node.status(statusOf(state)),
    onProblem: (problem) => node.error(problem, {}),
  };
  server.attach(node);
  server.listen(whole);
  node.on('close', (done: () => void) => {
    node.status({});
    const farewell = async () => {
      await server.unlisten(whole);
      await server.detach(node);
    };
    void farewell().then(done, done);
  });
}

function statusOf(state: ChannelState): NodeStatus {
  switch (state.kind) {
    case 'connecting':
      return { fill: 'yellow', shape: 'ring', text: 'node-red:common.status.connecting' };
    case 'connected':
      return { fill: 'green', shape: 'dot', text: 'node-red:common.status.connected' };
    case 'waiting':
      return { fill: 'red', shape: 'ring', text: `${state.reason.code}, ${state.seconds} s` };
    case 'stopped': {
      const { code } = state.reason;
      return { fill: 'red', shape: 'ring', text: code === 'UNAUTHORIZED' ? 'status.login-refused' : code };
    }
  }
}
