import type { Visit } from './visit.ts';

/** One thing that Orange does with a partner. */
export interface UseCase {
  readonly title: string;
  /** Name of the use case that has to have been carried out before. */
  readonly after?: 'customer' | 'fleet';
  readonly run: (visit: Visit) => Promise<void>;
}

export type UseCases = Readonly<Record<string, UseCase>>;
