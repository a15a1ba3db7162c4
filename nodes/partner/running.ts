import type { NodeAPI } from 'node-red';

/**
 * Knows whether the flows are running. While they are deployed, event sources are missing for a moment that Orange should
 * not notice: requests wait instead of being refused.
 */
export class Running {
  readonly #events: NodeAPI['events'];
  readonly #started: () => void;
  #running = false;
  readonly #waiting = new Set<() => void>();
  readonly #stop = () => {
    this.#running = false;
  };
  readonly #start = () => {
    this.#running = true;
    for (const resume of this.#waiting) resume();
    this.#started();
  };

  /** @param started called each time the flows have been started */
  constructor({ events }: NodeAPI, started: () => void) {
    this.#events = events;
    this.#started = started;
    events.on('flows:started', this.#start);
    events.on('flows:stopping', this.#stop);
  }

  /** Resolves when the flows run, or when the time is over: true if they run. */
  async within(milliseconds: number): Promise<boolean> {
    if (this.#running) return true;
    let timer: NodeJS.Timeout | undefined;
    let resume = () => {};
    await new Promise<void>((resolve) => {
      resume = resolve;
      this.#waiting.add(resume);
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
    this.#waiting.delete(resume);
    return this.#running;
  }

  close(): void {
    this.#events.removeListener('flows:started', this.#start);
    this.#events.removeListener('flows:stopping', this.#stop);
    for (const resume of this.#waiting) resume();
  }
}
