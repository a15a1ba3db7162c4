import type { NodeAPI } from 'node-red';

const following = new WeakSet<object>();

/**
 * Tells of nodes of a type that are in the flows no longer. Their own `close` cannot: it comes as well for those that are
 * only switched off, and not for those that were before.
 */
export function onDeleted(RED: NodeAPI, type: string, forget: (id: string) => Promise<void>): void {
  // A type that is switched off and on again is registered again.
  if (following.has(RED.events)) return;
  following.add(RED.events);
  let before = new Set<string>();
  RED.events.on('flows:started', () => {
    const now = new Set<string>();
    RED.nodes.eachNode((node) => {
      if (node.type === type) now.add(node.id);
    });
    for (const id of before) if (!now.has(id)) void forget(id);
    before = now;
  });
}
