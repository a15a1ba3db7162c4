import { setTimeout as wait } from 'node:timers/promises';

/** Looks every few milliseconds whether something that gives no sign of its own has come about. */
export async function eventually(come: () => unknown, what: string, bound = 10_000): Promise<void> {
  const end = Date.now() + bound;
  while (!(await come())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${bound} ms`);
    await wait(5);
  }
}
