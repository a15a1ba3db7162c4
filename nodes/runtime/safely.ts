import type { Node } from 'node-red';

/** Wraps a handler so that whatever it throws, now or later, ends as an error of the node and not of the process. */
export function safely<A extends unknown[]>(
  node: Pick<Node, 'error'>,
  handler: (...args: A) => unknown,
): (...args: A) => void {
  const report = (error: unknown) => node.error(error instanceof Error ? error : new Error(String(error)), {});
  return (...args) => {
    try {
      const result = handler(...args);
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  };
}
