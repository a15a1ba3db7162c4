import { setTimeout as wait } from 'node:timers/promises';

/** Looks every few milliseconds whether something that gives no sign of its own has come about. */
export async function eventually(come: () => unknown, what: string, bound = 30_000, every = 5): Promise<void> {
  const end = performance.now() + bound;
  while (!(await come())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${bound} ms`);
    await wait(every);
  }
}
