import type { Simulator } from '../server/simulator.ts';
import { readScenarioFile } from './file.ts';
import { type PlayOptions, type PlayReport, playScenario } from './play.ts';
import { readScenario } from './read.ts';

/**
 * Plays a scenario for a program, to its end.
 * @param scenario an object, or the path of a file
 * @throws Error that says what is wrong with it
 */
export async function play(
  simulator: Simulator,
  scenario: string | object,
  options: PlayOptions = {},
): Promise<PlayReport> {
  const read = typeof scenario === 'string' ? await readScenarioFile(scenario) : readScenario(scenario);
  return playScenario(simulator, read, options).ended;
}
