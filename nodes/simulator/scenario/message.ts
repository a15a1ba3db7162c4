import { isObject } from '../../schema/json.ts';
import type { Simulator } from '../server/simulator.ts';
import { type Playing, type PlayReport, playScenario } from './play.ts';
import { readScenario } from './read.ts';
import { parseScenarioText } from './text.ts';

/** The scenarios that messages have begun. */
export class MessagePlays {
  readonly #playing = new Set<Playing>();

  /**
   * Plays what a message says: a scenario as an object or as the text of a file, or one step. `{ stop: true }` ends all that is
   * being played.
   * @param signal ends it before its time
   * @throws ScenarioError
   */
  async play(simulator: Simulator, payload: unknown, signal: AbortSignal): Promise<PlayReport> {
    const value = typeof payload === 'string' ? parseScenarioText(payload) : payload;
    if (isObject(value) && value['stop'] === true) {
      const count = this.#playing.size;
      this.stop();
      return { scenario: '', told: [`${count} scenarios are ended.`], failed: [], stopped: false };
    }
    const playing = playScenario(simulator, readScenario(value));
    const stop = () => playing.stop();
    this.#playing.add(playing);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await playing.ended;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#playing.delete(playing);
    }
  }

  stop(): void {
    for (const playing of this.#playing) playing.stop();
  }
}
