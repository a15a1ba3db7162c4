/** Lets one after the other do something under the same name, and only so many at once whatever their names. */
export class Limiter {
  readonly #atOnce: number;
  readonly #busy = new Set<string>();
  #waiting: { readonly name: string; readonly go: () => void }[] = [];

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /**
   * Resolves when it is somebody's turn, with what ends it. Who is aborted while he waits gets his turn at once, and has
   * to look at the signal himself.
   */
  async acquire(name: string, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return () => undefined;
    if (this.#free(name)) return this.#begin(name);
    return new Promise((resolve) => {
      const leave = () => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
        resolve(() => undefined);
      };
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve(this.#begin(name));
      };
      const entry = { name, go };
      this.#waiting.push(entry);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #free(name: string): boolean {
    return this.#busy.size < this.#atOnce && !this.#busy.has(name);
  }

  #begin(name: string): () => void {
    this.#busy.add(name);
    return () => {
      this.#busy.delete(name);
      const next = this.#waiting.find((other) => this.#free(other.name));
      this.#waiting = this.#waiting.filter((other) => other !== next);
      next?.go();
    };
  }
}
