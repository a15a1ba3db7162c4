/** Failures in a row, of whatever kind, after which it is asked whether an address is still alive. */
const enough = 2;

/**
 * Which of an account's addresses is used. One that refuses connections is left by whoever meets that; one that lets
 * requests run into their time-out, or answers that it is out of service, is left when it goes on and another one answers.
 */
export class Failover {
  readonly #addresses: readonly string[];
  readonly #answers: (address: string) => Promise<boolean>;
  readonly #onLeft: () => void;
  #active = 0;
  #failures = 0;
  #looking = false;

  /**
   * @param answers whether a server of the system is there and well; must not reject
   * @param onLeft another address is used from now on
   */
  constructor(addresses: readonly string[], answers: (address: string) => Promise<boolean>, onLeft: () => void) {
    this.#addresses = addresses;
    this.#answers = answers;
    this.#onLeft = onLeft;
  }

  get active(): string | undefined {
    return this.#addresses[this.#active];
  }

  /** Whether there is another address. */
  get hasOther(): boolean {
    return this.#addresses.length > 1;
  }

  /** All addresses, the one that worked last first. */
  get inTurn(): readonly string[] {
    return [...this.#addresses.slice(this.#active), ...this.#addresses.slice(0, this.#active)];
  }

  /** An address has let us in. */
  use(address: string): void {
    this.#active = Math.max(0, this.#addresses.indexOf(address));
    this.#failures = 0;
  }

  /** The active address has answered. */
  well(): void {
    this.#failures = 0;
  }

  /** The active address has not answered, or as one that is out of service. */
  failed(): void {
    this.#failures += 1;
    if (this.hasOther && this.#failures >= enough) this.#look().catch(() => undefined);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const [active = '', ...others] = this.inTurn;
      if (await this.#answers(active)) {
        this.#failures = 0;
        return;
      }
      for (const other of others) {
        if (this.active !== active || this.#failures === 0) return;
        if (!(await this.#answers(other))) continue;
        if (this.active === active) {
          this.use(other);
          this.#onLeft();
        }
        return;
      }
    } finally {
      this.#looking = false;
    }
  }
}
