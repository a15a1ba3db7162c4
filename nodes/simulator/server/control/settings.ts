import type { Control } from '../system.ts';

/** What a setting may be. */
export type Setting = (value: unknown) => boolean;

/** Takes one of these values. */
export const oneOf =
  (...values: readonly unknown[]): Setting =>
  (value) =>
    values.includes(value);

/** Takes a text. */
export const isText: Setting = (value) => typeof value === 'string';

/** Takes true and false. */
export const isSwitch: Setting = (value) => typeof value === 'boolean';
/** A number that is not negative. */
export const isAmount: Setting = (value) => typeof value === 'number' && value >= 0 && Number.isFinite(value);

/** Settings of a system that can be changed while it runs. */
export class Adjustable<T extends object> {
  readonly #rules: Readonly<Record<keyof T, Setting>>;
  #current: Readonly<T>;

  /** @param given instead of some of the defaults. @throws Error like {@link change} */
  constructor(defaults: T, rules: Readonly<Record<keyof T, Setting>>, given: Partial<T> = {}) {
    this.#current = defaults;
    this.#rules = rules;
    this.change(given);
  }

  get current(): Readonly<T> {
    return this.#current;
  }

  /** Changes some of them. Throws an error that names the first one that is unknown or cannot be like that. */
  change(changes: Partial<T> | Record<string, unknown>): Readonly<T> {
    for (const [name, value] of Object.entries(changes)) {
      if (!Object.hasOwn(this.#rules, name)) throw new Error(`there is no setting "${name}"`);
      if (!this.#rules[name as keyof T](value)) throw new Error(`"${name}" cannot be ${JSON.stringify(value)}`);
    }
    this.#current = { ...this.#current, ...changes };
    return this.#current;
  }
}

/** What shows the settings of a system, and changes them, below `/simulator`. */
export function settingsControls<T extends object>(
  system: string,
  settings: Adjustable<T>,
): Readonly<Record<string, Control>> {
  return {
    [`GET /${system}/settings`]: () => settings.current,
    [`PUT /${system}/settings`]: (_ids, body) => settings.change(body),
  };
}
