import { licences } from './licences.ts';
import { orders } from './orders.ts';
import { repetition } from './repetition.ts';
import type { UseCases } from './use-case.ts';
import { type Step, Visit, type World } from './visit.ts';
import { wrong } from './wrong.ts';

/** Everything that Orange does with a partner, in the order in which the command does it. */
export const useCases: UseCases = {
  ...orders,
  ...licences,
  ...repetition,
  ...wrong,
};

/** What came of a use case. */
export interface Report {
  readonly name: string;
  readonly title: string;
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  readonly steps: readonly Step[];
}

/**
 * Carries out a use case, and before it those without which it cannot be; a report of each.
 * @throws Error when there is no use case of that name
 */
export async function carryOut(name: string, world: World): Promise<readonly Report[]> {
  const useCase = Object.hasOwn(useCases, name) ? useCases[name] : undefined;
  if (!useCase) throw new Error(`there is no use case "${name}"; there are ${Object.keys(useCases).join(', ')}`);
  const { journey } = world;
  const { after, title, run } = useCase;
  const before = after && journey[after] === undefined ? await carryOut(after, world) : [];
  if (after && journey[after] === undefined) {
    const problems = [`not possible without the use case "${after}"`];
    return [...before, { name, title, ok: false, problems, notes: [], steps: [] }];
  }
  const visit = new Visit(world);
  await run(visit);
  const { problems, notes, steps } = visit;
  return [...before, { name, title, ok: problems.length === 0, problems, notes, steps }];
}

/** Carries out all use cases one after the other; each report is given as it comes. */
export async function* carryOutAll(world: World): AsyncGenerator<Report> {
  const done = new Set<string>();
  for (const name of Object.keys(useCases)) {
    if (done.has(name)) continue;
    for (const report of await carryOut(name, world)) {
      done.add(report.name);
      yield report;
    }
  }
}
