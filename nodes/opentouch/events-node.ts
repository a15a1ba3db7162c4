import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { invalidInput } from '../runtime/errors.ts';
import { failAtStart } from '../runtime/fail-at-start.ts';
import type { Json } from '../runtime/json.ts';
import { namesIn } from '../runtime/names.ts';
import { loginNameOf, packageOf } from './interest.ts';
import { listenWith, type SourceConfig } from './source.ts';
import { channelOrigin } from './subscription.ts';

/** What a flow stores for an `opentouch-events` node. */
export interface EventsConfig extends SourceConfig {
  readonly packages?: readonly string[];
  readonly events?: readonly string[];
  readonly outputMode?: 'one' | 'per event';
}

/** Registers the event source of OpenTouch. */
export function registerEvents(RED: NodeAPI): void {
  RED.nodes.registerType('opentouch-events', function (this: Node, config: EventsConfig) {
    RED.nodes.createNode(this, config);
    const { packages = [], events = [] } = config;
    if (packages.length + events.length === 0) {
      failAtStart(
        RED,
        this,
        invalidInput(channelOrigin, 'packages', 'is missing; choose at least one package or event'),
      );
      return;
    }
    const output = config.outputMode === 'per event' ? perEvent(events) : single;
    const send = (message: NodeMessage) => this.send(output(message));
    listenWith(RED, this, config, {
      interest: { packages, events, loginNames: namesIn(config.loginNames) },
      // Sources must not share objects: flows change what they get.
      onEvent: (event) => send(messageOf(structuredClone(event))),
      onResync: (resync) => send(messageOf(structuredClone(resync) as unknown as Json, 'resync')),
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
