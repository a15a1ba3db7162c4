/** Remembers a bounded number of names: the latest. */
export class DuplicateFilter {
  readonly #most: number;
  readonly #names = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether the name is new; it is known from then on. */
  add(name: string): boolean {
    if (this.#names.has(name)) return false;
    this.#names.add(name);
    if (this.#names.size > this.#most) {
      const [oldest = ''] = this.#names;
      this.#names.delete(oldest);
    }
    return true;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }
}
