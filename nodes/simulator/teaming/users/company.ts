import type { Employee } from './seed.ts';

/** Somebody with whom a user is connected. */
export interface CallParty {
  /** Absent for telephones outside that tell none. */
  readonly name?: string;
  readonly number: string;
  /** Absent for telephones outside. */
  readonly userId?: string;
}

/** Who works here, and whose telephone is switched on. */
export class TeamingCompany {
  readonly all: readonly Employee[];
  readonly #unreachable = new Set<string>();

  constructor(all: readonly Employee[]) {
    this.all = all;
  }

  byId(userId: string): Employee | undefined {
    return this.all.find((employee) => employee.userId === userId);
  }

  /** By any of the numbers, or by the identifier. */
  byNumber(number: string): Employee | undefined {
    return this.all.find(
      ({ userId, didNumber, shortNumber }) => number === didNumber || number === shortNumber || number === userId,
    );
  }

  isReachable(userId: string): boolean {
    return !this.#unreachable.has(userId);
  }

  /** Throws when there is nobody of that name. */
  setReachable(userId: string, reachable: boolean): void {
    if (!this.byId(userId)) throw new Error(`there is no user "${userId}"`);
    if (reachable) this.#unreachable.delete(userId);
    else this.#unreachable.add(userId);
  }
}

/** An employee as a party of a call. */
export function callPartyOf({ firstName, lastName, didNumber, userId }: Employee): CallParty {
  return { name: `${firstName} ${lastName}`, number: didNumber, userId };
}

/** `2026-03-02 09:15:00Z`: the service does not write ISO 8601. */
export function moment(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace(/\.\d+/, '');
}
