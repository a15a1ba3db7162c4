import { fresh } from './flow.ts';
import type { FlowNode } from './node-red.ts';
import type { NodeStatus } from './red.ts';

/** An event source of Teaming. */
export function source(id: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  return fresh(id, 'teaming-events', { z: 'tab', account: 'account', wires: [['heard']], ...properties });
}

export function sink(id: string): FlowNode {
  return { id, type: 'test-sink', z: 'tab', wires: [[]] };
}

/** Whether a source has all its subscriptions. */
export function subscribed({ fill, text = '' }: NodeStatus): boolean {
  return fill !== 'red' && /\d+ subscribed, renewal \d\d:\d\d$/.test(text);
}
