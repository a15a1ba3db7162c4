/** Counts what each application does in a span of time that ends now. */
export class Quota {
  readonly #span: number;
  readonly #taken = new Map<string, number[]>();
  #spentUntil = 0;

  /** @param span milliseconds */
  constructor(span: number) {
    this.#span = span;
  }

  /** Counts one more; false when that is more than the limit. A limit of 0 is none. */
  take(who: string, limit: number, now = Date.now()): boolean {
    if (now < this.#spentUntil) return false;
    if (!limit) return true;
    const recent = (this.#taken.get(who) ?? []).filter((time) => time > now - this.#span);
    this.#taken.set(who, recent);
    if (recent.length >= limit) return false;
    recent.push(now);
    return true;
  }

  /** As if everybody had used up all there is; for that many milliseconds. */
  spend(milliseconds = this.#span): void {
    this.#spentUntil = Date.now() + milliseconds;
  }

  /** Everybody may begin afresh. */
  reset(): void {
    this.#spentUntil = 0;
    this.#taken.clear();
  }
}
