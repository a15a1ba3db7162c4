import { type Directory, Refused } from '../server/contract.ts';
import { loginNamed } from './people.ts';

/** Who may manage whose conferences. */
export class Delegates {
  readonly #directory: Directory;
  readonly #ofOwner = new Map<string, readonly string[]>();

  constructor(directory: Directory, seed: Readonly<Record<string, readonly string[]>>) {
    this.#directory = directory;
    for (const [owner, delegates] of Object.entries(seed)) this.#ofOwner.set(owner, delegates);
  }

  /** Login names. */
  of(owner: string): readonly string[] {
    return this.#ofOwner.get(owner) ?? [];
  }

  add(owner: string, names: readonly string[]): void {
    const added = names.map((name) => loginNamed(this.#directory, name));
    if (added.includes(owner)) throw new Refused('BAD_PARAMETER', `${owner} cannot be a delegate of himself`);
    this.#ofOwner.set(owner, [...new Set([...this.of(owner), ...added])]);
  }

  remove(owner: string, names: readonly string[]): void {
    const removed = names.map((name) => loginNamed(this.#directory, name));
    const stranger = removed.find((name) => !this.of(owner).includes(name));
    if (stranger) throw new Refused('BAD_PARAMETER', `${stranger} is no delegate of ${owner}`);
    this.#ofOwner.set(
      owner,
      this.of(owner).filter((name) => !removed.includes(name)),
    );
  }
}
