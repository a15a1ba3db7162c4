import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { invalidInput } from '../runtime/errors.ts';
import type { EmittedEvent } from '../runtime/nodes/event-source.ts';
import { namesIn } from '../schema/names.ts';
import type { News } from './notifications/listener.ts';
import { listenAt, type TeamingSourceConfig } from './source.ts';
import { webhookOrigin } from './subscriptions/api.ts';

/** What a flow stores for a `teaming-events` node. */
export interface TeamingEventsConfig extends TeamingSourceConfig {
  /** Comma-separated. */
  readonly userIds?: string;
  readonly eventTypes?: readonly string[];
  readonly audio?: boolean;
  readonly outputMode?: 'one' | 'per kind';
}

/** Registers the event source of Teaming. */
export function registerTeamingEvents(RED: NodeAPI): void {
  RED.nodes.registerType('teaming-events', function (this: Node, config: TeamingEventsConfig) {
    RED.nodes.createNode(this, config);
    const { userIds, eventTypes = [], audio = false, outputMode } = config;
    listenAt(RED, this, config, {
      problem:
        eventTypes.length === 0
          ? invalidInput(webhookOrigin, 'eventTypes', 'is missing; choose at least one kind')
          : undefined,
      outputs: outputMode === 'per kind' ? eventTypes : undefined,
      listener: ({ emit }) => ({
        interest: { users: namesIn(userIds), eventTypes, audio },
        // Flows change what they get, and others get the same.
        onNews: ({ payload, ...news }) =>
          emit(emitted({ ...news, payload: RED.util.cloneMessage({ payload } as NodeMessage).payload })),
      }),
    });
  });
}

function emitted({ topic, payload, userId, eventType }: News): EmittedEvent {
  return { topic, payload, about: { package: eventType, userId }, output: eventType ?? '' };
}
