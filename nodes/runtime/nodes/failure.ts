import type { Node, NodeAPI } from 'node-red';
import type { ErrorSubject, TelephonyError } from '../errors.ts';
import { report } from './report.ts';
import { failureStatus } from './status.ts';

/** What waits for the flows of a Node-RED to start: behind one listener, for the runtime warns of many. */
const waiting = new WeakMap<NodeAPI['events'], Set<() => void>>();

/**
 * Does something as soon as the flows have been started, when the nodes behind can receive and the Catch nodes can hear;
 * nothing when the node is closed before. To be called while the node is being made.
 */
export function whenStarted(RED: NodeAPI, node: Node, act: () => void): void {
  const acts = waiting.get(RED.events) ?? follow(RED.events);
  // One that throws must not keep the others from their turn.
  const guarded = () => {
    try {
      act();
    } catch (error) {
      report(node, error);
    }
  };
  acts.add(guarded);
  node.on('close', () => acts.delete(guarded));
}

function follow(events: NodeAPI['events']): Set<() => void> {
  const acts = new Set<() => void>();
  waiting.set(events, acts);
  events.on('flows:started', () => {
    const due = [...acts];
    acts.clear();
    for (const act of due) act();
  });
  return acts;
}

/** Reports why a node cannot work, as soon as the flow's Catch nodes can hear it. */
export function failAtStart(RED: NodeAPI, node: Node, error: TelephonyError, subject?: ErrorSubject): void {
  node.status(failureStatus(error, subject?.account));
  whenStarted(RED, node, () => report(node, error, subject));
}
