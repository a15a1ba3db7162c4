import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds for which a step waits until what it is about has come about: a click-to-dial rings the own telephone first. */
const patience = 2000;
const pause = 20;

/**
 * Looks again and again until there is something.
 * @param isHopeless nothing can come any more
 * @returns undefined if nothing has come in time
 * @throws when the scenario is stopped
 */
export async function waitFor<T>(
  find: () => T | undefined,
  signal: AbortSignal,
  isHopeless: () => boolean = () => false,
): Promise<T | undefined> {
  const end = performance.now() + patience;
  for (;;) {
    const found = find();
    if (found !== undefined || isHopeless() || performance.now() > end) return found;
    await wait(pause, undefined, { signal });
  }
}
