import type { UseCaseRun } from './use-case-run.ts';

/** One thing that Orange does with a partner. */
export interface CheckUseCase {
  readonly title: string;
  /** Name of the use case that has to have been carried out before. */
  readonly after?: 'customer' | 'fleet';
  readonly run: (run: UseCaseRun) => Promise<void>;
}

/** Use cases by name. */
export type UseCases = Readonly<Record<string, CheckUseCase>>;
