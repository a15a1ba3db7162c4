import type { Node, NodeAPI, NodeDef, NodeMessage, NodeStatus } from 'node-red';
import { invalidInput, TelephonyError } from '../runtime/errors.ts';
import type { ChannelState, Listener } from './channel.ts';
import { loginNameOf, packageOf } from './interest.ts';
import type { Json } from './json.ts';
import type { OpenTouchServer } from './server-node.ts';
import { channelOrigin } from './subscription.ts';

/** What a flow stores for an `opentouch-events` node. */
export interface EventsConfig extends NodeDef {
  readonly server?: string;
  readonly packages?: readonly string[];
  readonly events?: readonly string[];
  /** Comma-separated. */
  readonly loginNames?: string;
  readonly outputMode?: 'one' | 'per event';
}

/** Registers the event source of OpenTouch. */
export function registerEvents(RED: NodeAPI): void {
  RED.nodes.registerType('opentouch-events', function (this: Node, config: EventsConfig) {
    RED.nodes.createNode(this, config);
    const server = RED.nodes.getNode(config.server ?? '') as unknown as OpenTouchServer | null;
    if (!server || !('listen' in server)) {
      this.status({ fill: 'red', shape: 'ring', text: 'NO_ACCOUNT' });
      const message = 'opentouch-events: no server is chosen, or it could not be started';
      this.error(new TelephonyError('NO_ACCOUNT', message, { ...channelOrigin, canRetry: false }), {});
      return;
    }
    const { packages = [], events = [] } = config;
    if (packages.length + events.length === 0) {
      this.error(invalidInput(channelOrigin, 'packages', 'is missing; choose at least one package or event'), {});
      return;
    }
    const loginNames = (config.loginNames ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const output = config.outputMode === 'per event' ? perEvent(events) : single;
    const send = (message: NodeMessage) => this.send(output(message));
    const listener: Listener = {
      interest: { packages, events, loginNames },
      // Sources that want the same event must not share its object: flows change what they get.
      onEvent: (event) => send(messageOf(structuredClone(event))),
      onResync: (resync) => send(messageOf(resync as unknown as Json, 'resync')),
      onState: (state) => this.status(statusOf(state)),
      onProblem: (problem) => this.error(problem, {}),
    };
    server.attach(this);
    server.listen(listener);
    this.on('close', (done: () => void) => {
      this.status({});
      const farewell = async () => {
        await server.unlisten(listener);
        await server.detach(this);
      };
      void farewell().then(done, done);
    });
  });
}

function messageOf(payload: Json, topic = String(payload['eventName'])): NodeMessage {
  const event = {
    system: 'opentouch',
    package: packageOf(topic),
    loginName: loginNameOf(payload),
    receivedAt: new Date().toISOString(),
  };
  return { topic, payload, event } as NodeMessage;
}

type Output = (message: NodeMessage) => NodeMessage | (NodeMessage | null)[];

const single: Output = (message) => message;

/** One output for each chosen event, and a last one for everything else. */
function perEvent(events: readonly string[]): Output {
  return (message) => {
    const index = events.indexOf(String((message as { topic?: unknown }).topic));
    const place = index < 0 ? events.length : index;
    return Array.from({ length: place + 1 }, (_, output) => (output === place ? message : null));
  };
}

function statusOf(state: ChannelState): NodeStatus {
  switch (state.kind) {
    case 'connecting':
      return { fill: 'yellow', shape: 'ring', text: 'node-red:common.status.connecting' };
    case 'connected':
      return { fill: 'green', shape: 'dot', text: 'node-red:common.status.connected' };
    case 'waiting':
      return { fill: 'red', shape: 'ring', text: `${state.reason.code}, ${state.seconds} s` };
    case 'stopped':
      return {
        fill: 'red',
        shape: 'ring',
        text: state.reason.code === 'UNAUTHORIZED' ? 'status.login-refused' : state.reason.code,
      };
  }
}
