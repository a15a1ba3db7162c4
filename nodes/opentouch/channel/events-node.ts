import type { Node, NodeAPI } from 'node-red';
import { invalidInput } from '../../runtime/errors.ts';
import type { EmittedEvent } from '../../runtime/nodes/event-source.ts';
import type { Json } from '../../schema/json.ts';
import { namesIn } from '../../schema/names.ts';
import { loginNameOf, packageOf } from './filter.ts';
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
    const { packages = [], events = [], outputMode } = config;
    const nothing = packages.length + events.length === 0;
    listenWith(RED, this, config, {
      problem: nothing
        ? invalidInput(channelOrigin, 'packages', 'is missing; choose at least one package or event')
        : undefined,
      outputs: outputMode === 'per event' ? events : undefined,
      listener: ({ emit }) => ({
        interest: { packages, events, loginNames: namesIn(config.loginNames) },
        onEvent: (event) => emit(emitted(String(event['eventName']), event)),
        // Others get the same.
        onResync: (resync) => emit(emitted('resync', structuredClone(resync) as unknown as Json)),
      }),
    });
  });
}

function emitted(topic: string, payload: Json): EmittedEvent {
  return { topic, payload, about: { package: packageOf(topic), loginName: loginNameOf(payload) } };
}
