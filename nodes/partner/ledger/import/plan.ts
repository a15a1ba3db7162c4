import type { ImportChange, ImportCounts, ImportProblem } from './imported.ts';

type What = ImportChange['what'];

/** What is to be written, and what there is to say of it. */
export class ImportPlan {
  readonly changes: ImportChange[] = [];
  readonly problems: ImportProblem[] = [];
  readonly writes: (() => void)[] = [];
  /** Licences that are known by their ids. */
  readonly licenceIds: string[] = [];
  readonly #counts: Record<What, Record<keyof ImportCounts, number>> = {
    customer: { new: 0, changed: 0, unchanged: 0 },
    contact: { new: 0, changed: 0, unchanged: 0 },
    fleet: { new: 0, changed: 0, unchanged: 0 },
    licence: { new: 0, changed: 0, unchanged: 0 },
  };

  get counts(): Readonly<Record<What, ImportCounts>> {
    return this.#counts;
  }

  /** Something is new or has changed. */
  write(change: ImportChange, write: () => void): void {
    this.changes.push(change);
    this.writes.push(write);
    this.#counts[change.what][change.change] += change.quantity ?? 1;
  }

  leave(what: What, quantity = 1): void {
    this.#counts[what].unchanged += quantity;
  }

  refuse(place: string, reason: string): void {
    this.problems.push({ place, message: `${place}: ${reason}` });
  }
}
