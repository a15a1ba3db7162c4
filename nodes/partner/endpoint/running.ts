import type { NodeAPI } from 'node-red';
import { monotonic } from '../../runtime/backoff.ts';
import { type FlowState, flowStateOf } from '../../runtime/nodes/flow-state.ts';

/**
 * Knows whether the flows are running. While they are deployed, event sources are missing for a moment that Orange should
 * not notice: requests wait instead of being refused.
 */
export class Running {
  readonly #state: FlowState;
  readonly #unsubscribe: () => void;
  readonly #waiting = new Set<() => void>();

  /** @param started called each time the flows have been started */
  constructor(RED: NodeAPI, started: () => void) {
    this.#state = flowStateOf(RED);
    this.#unsubscribe = this.#state.subscribe({
      started: () => {
        for (const resume of this.#waiting) resume();
        started();
      },
    });
  }

  /**
   * Resolves when the flows run, or when the time is over: true if they run.
   * @param deadline on the monotonic clock
   */
  async by(deadline: number): Promise<boolean> {
    if (this.#state.running) return true;
    let timer: NodeJS.Timeout | undefined;
    let resume = () => {};
    await new Promise<void>((resolve) => {
      resume = resolve;
      this.#waiting.add(resume);
      timer = setTimeout(resolve, Math.max(0, deadline - monotonic()));
    });
    clearTimeout(timer);
    this.#waiting.delete(resume);
    return this.#state.running;
  }

  close(): void {
    this.#unsubscribe();
    for (const resume of this.#waiting) resume();
  }
}
