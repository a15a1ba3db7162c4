import { setTimeout as wait } from 'node:timers/promises';
import type { Simulator } from '../server/simulator.ts';
import { checkScenario } from './check.ts';
import type { Scenario } from './declared.ts';
import { openingSteps, type ScenarioStep, stepsOf } from './steps.ts';

/** A step that has been carried out, or could not be. */
export interface ToldStep {
  /** Milliseconds after the beginning, at the pace of the scenario. */
  readonly at: number;
  /** Where it stands in the scenario: `calls[2]`. */
  readonly place: string;
  /** What has happened, as a sentence. */
  readonly text: string;
  readonly failed: boolean;
}

/** How a scenario is played, all optional. */
export interface PlayOptions {
  /** How many times as fast; the scenario's own speed if absent. */
  readonly speed?: number | undefined;
  /** Is told of every step. */
  readonly tell?: (step: ToldStep) => void;
}

/** What came of a scenario. */
export interface PlayReport {
  readonly scenario: string;
  /** Sentences, in the order in which things happened. */
  readonly told: readonly string[];
  /** What could not be done, each with its place. */
  readonly failed: readonly string[];
  /** It was ended before its last step. */
  readonly stopped: boolean;
}

/** A scenario that is being played. */
export interface Playing {
  /** Never rejects. */
  readonly ended: Promise<PlayReport>;
  /** Ends it, and the faults that it has begun; calls go on. */
  stop(): void;
}

/**
 * Plays a scenario in a simulator.
 * @throws ScenarioError if it cannot be played there
 */
export function playScenario(simulator: Simulator, scenario: Scenario, options: PlayOptions = {}): Playing {
  checkScenario(scenario, simulator);
  const play = new Play(simulator, scenario, options);
  return { ended: play.run(), stop: () => play.stop() };
}

class Play {
  readonly #simulator: Simulator;
  readonly #scenario: Scenario;
  readonly #speed: number;
  readonly #tell: (step: ToldStep) => void;
  readonly #stopped = new AbortController();
  readonly #faults = new Set<string>();
  readonly #told: ToldStep[] = [];

  constructor(simulator: Simulator, scenario: Scenario, { speed, tell = () => undefined }: PlayOptions) {
    this.#simulator = simulator;
    this.#scenario = scenario;
    this.#speed = speed ?? scenario.speed ?? 1;
    this.#tell = tell;
  }

  async run(): Promise<PlayReport> {
    const { signal } = this.#stopped;
    for (const step of openingSteps(this.#scenario, this.#simulator)) await this.#carryOut(step);
    const context = { simulator: this.#simulator, speed: this.#speed, signal, faults: this.#faults };
    const start = performance.now();
    const running: Promise<void>[] = [];
    for (const step of stepsOf(this.#scenario, context)) {
      const due = start + step.at / this.#speed - performance.now();
      if (due > 0) await wait(due, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      // A step that waits for something does not keep the others from their time.
      running.push(this.#carryOut(step));
    }
    await Promise.all(running);
    return {
      scenario: this.#scenario.name ?? '',
      told: this.#told.map(({ text }) => text),
      failed: this.#told.filter(({ failed }) => failed).map(({ place, text }) => `${place}: ${text}`),
      stopped: signal.aborted,
    };
  }

  stop(): void {
    this.#stopped.abort();
    for (const fault of this.#faults) this.#simulator.namedFaults.end(fault);
    this.#faults.clear();
  }

  async #carryOut({ at, place, run }: ScenarioStep): Promise<void> {
    try {
      const text = await run();
      if (text !== undefined) this.#say({ at, place, text, failed: false });
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#say({ at, place, text: error instanceof Error ? error.message : String(error), failed: true });
    }
  }

  #say(step: ToldStep): void {
    this.#told.push(step);
    this.#tell(step);
  }
}
