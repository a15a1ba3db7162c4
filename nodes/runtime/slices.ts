import { setImmediate as turn } from 'node:timers/promises';

/** Milliseconds of work at a time: what else Node-RED has to do waits no longer for it. */
export const sliceLength = 10;

/** Work that can be interrupted wherever it yields; what it yields means nothing. */
export type Steps<T> = Generator<unknown, T, unknown>;

/** Carries out work that could be interrupted without a pause. */
export function inOneGo<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** A list in pieces of so many items at most. */
export function* slicesOf<T>(list: readonly T[], most: number): Generator<readonly T[], void> {
  for (let at = 0; at < list.length; at += most) yield list.slice(at, at + most);
}

/**
 * Carries out long work in slices, so that messages, timers and connections are served in between.
 * @param ready waited for before every slice
 * @throws whatever the work throws
 */
export async function inSlices<T>(steps: Steps<T>, ready?: () => Promise<void>): Promise<T> {
  for (;;) {
    await ready?.();
    const end = performance.now() + sliceLength;
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (performance.now() < end);
    await turn();
  }
}
