import type { Node } from 'node-red';
import { report } from './report.ts';

/**
 * Lets a node end what it has begun. The runtime waits for it; what goes wrong is reported and holds nobody up.
 * @param end told whether the node has been deleted, and not only deployed anew
 */
export function closeWith(node: Node, end: (deleted: boolean) => Promise<void>): void {
  node.on('close', (deleted: boolean, done: () => void) => {
    void end(deleted)
      .catch((error: unknown) => report(node, error))
      .finally(done);
  });
}
