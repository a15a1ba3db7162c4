import type { NodeAPI } from 'node-red';

type Forget = (id: string) => Promise<void>;

/** What is done for deleted nodes, by node type, for each Node-RED. */
const followed = new WeakMap<object, Map<string, Forget>>();

/**
 * Tells of nodes of a type that are in the flows no longer. Their own `close` cannot: it comes as well for those that are
 * only switched off, and not for those that were before. A type that is registered again takes the place of its former self.
 */
export function onDeleted(RED: NodeAPI, type: string, forget: Forget): void {
  const types = followed.get(RED.events) ?? follow(RED);
  types.set(type, forget);
}

function follow(RED: NodeAPI): Map<string, Forget> {
  const types = new Map<string, Forget>();
  followed.set(RED.events, types);
  /** Type by id. */
  let before = new Map<string, string>();
  RED.events.on('flows:started', () => {
    const now = new Map<string, string>();
    RED.nodes.eachNode(({ id, type }) => {
      if (types.has(type)) now.set(id, type);
    });
    for (const [id, type] of before) {
      if (now.get(id) === type) continue;
      const failed = (error: unknown) =>
        RED.log.error(`${type} ${id}: what was kept for it could not be deleted: ${error}`);
      void types.get(type)?.(id).catch(failed);
    }
    before = now;
  });
  return types;
}
