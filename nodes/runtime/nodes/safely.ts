import type { Node } from 'node-red';
import type { ErrorSubject } from '../errors.ts';
import { report } from './report.ts';

/** Wraps a handler so that whatever it throws, now or later, ends as an error of the node and not of the process. */
export function safely<A extends unknown[]>(
  node: Pick<Node, 'error' | 'debug'>,
  handler: (...args: A) => unknown,
  subject?: ErrorSubject,
): (...args: A) => void {
  const failed = (error: unknown) => report(node, error, subject);
  return (...args) => {
    try {
      const result = handler(...args);
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  };
}
