/** What a simulated system does wrong for as long as it is switched on, by name. */
export class FaultSwitches<Name extends string = string> {
  readonly names: readonly Name[];
  readonly #on = new Set<Name>();
  readonly #observers: ((name: Name, on: boolean) => void)[] = [];

  constructor(names: readonly Name[]) {
    this.names = names;
  }

  isOn(name: Name): boolean {
    return this.#on.has(name);
  }

  /** Names that the system does not have are ignored. */
  set(name: string, on: boolean): void {
    const known = this.names.find((one) => one === name);
    if (known === undefined || this.#on.has(known) === on) return;
    if (on) this.#on.add(known);
    else this.#on.delete(known);
    for (const observer of this.#observers) observer(known, on);
  }

  /** Called whenever one of them is switched on or off. */
  observe(observer: (name: Name, on: boolean) => void): void {
    this.#observers.push(observer);
  }
}
