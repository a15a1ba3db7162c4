import { licences } from './licences.ts';
import { orderUseCases } from './orders.ts';
import { repetition } from './repetition.ts';
import type { UseCases } from './use-case.ts';
import { type CheckContext, type Step, UseCaseRun } from './use-case-run.ts';
import { wrong } from './wrong.ts';

/** Everything that Orange does with a partner, in the order in which the command does it. */
export const useCases: UseCases = {
  ...orderUseCases,
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
export async function runUseCase(name: string, context: CheckContext): Promise<readonly Report[]> {
  const useCase = Object.hasOwn(useCases, name) ? useCases[name] : undefined;
  if (!useCase) throw new Error(`there is no use case "${name}"; there are ${Object.keys(useCases).join(', ')}`);
  const { state } = context;
  const { after, title, run } = useCase;
  const before = after && state[after] === undefined ? await runUseCase(after, context) : [];
  if (after && state[after] === undefined) {
    const problems = [`not possible without the use case "${after}"`];
    return [...before, { name, title, ok: false, problems, notes: [], steps: [] }];
  }
  const useCaseRun = new UseCaseRun(context);
  await run(useCaseRun);
  const { problems, notes, steps } = useCaseRun;
  return [...before, { name, title, ok: problems.length === 0, problems, notes, steps }];
}

/** Carries out all use cases one after the other; each report is given as it comes. */
export async function* runAllUseCases(context: CheckContext): AsyncGenerator<Report> {
  const done = new Set<string>();
  for (const name of Object.keys(useCases)) {
    if (done.has(name)) continue;
    for (const report of await runUseCase(name, context)) {
      done.add(report.name);
      yield report;
    }
  }
}
