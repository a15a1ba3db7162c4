import type { Directory, HuntingGroup, SimulatedUser } from '../server/contract.ts';
import { type Preferences, type SeedUser, sets } from './seed.ts';

interface Entry {
  seen: SimulatedUser;
  password: string;
  preferences: Preferences;
}

/** Everybody who can log in, with passwords and preferences. Users come and go while the server runs. */
export class Company implements Directory {
  readonly sets = sets;
  /** Who keeps the groups says which of them have a number. */
  huntingGroup: (pilot: string) => HuntingGroup | undefined = () => undefined;
  readonly #entries = new Map<string, Entry>();

  constructor(users: readonly SeedUser[]) {
    for (const user of users) this.add(user);
  }

  get all(): readonly SimulatedUser[] {
    return [...this.#entries.values()].map(({ seen }) => seen);
  }

  byLogin(loginName: string): SimulatedUser | undefined {
    return this.#entries.get(loginName)?.seen;
  }

  byNumber(number: string): SimulatedUser | undefined {
    return this.all.find(
      ({ user }) => user && (user.companyPhone === number || user.devices?.some(({ id }) => id === number)),
    );
  }

  /** Finds by one of the ids that a user has beside his login name. */
  by(field: 'companyEmail' | 'companyPhone' | 'instantMessagingId', value: string): SimulatedUser | undefined {
    return this.all.find(({ user }) => user?.[field]?.toLowerCase() === value.toLowerCase());
  }

  /** Throws when the login name or the number is taken. */
  add({ loginName, password, user, preferences = {} }: SeedUser): SimulatedUser {
    if (this.#entries.has(loginName)) throw new Error(`there is a user "${loginName}" already`);
    const taken = user?.companyPhone && this.byNumber(user.companyPhone);
    if (taken) throw new Error(`${user.companyPhone} is the number of "${taken.loginName}"`);
    const seen: SimulatedUser = { loginName, admin: !user, ...(user && { user: { ...user, loginName } }) };
    this.#entries.set(loginName, { seen, password, preferences });
    return seen;
  }

  remove(loginName: string): boolean {
    return this.#entries.delete(loginName);
  }

  /** Changes what is known of a user; gives the new picture. */
  update(loginName: string, changes: Partial<NonNullable<SimulatedUser['user']>>): SimulatedUser | undefined {
    const entry = this.#entries.get(loginName);
    if (entry?.seen.user) entry.seen = { ...entry.seen, user: { ...entry.seen.user, ...changes, loginName } };
    return entry?.seen;
  }

  passwordOf(loginName: string): string | undefined {
    return this.#entries.get(loginName)?.password;
  }

  setPassword(loginName: string, password: string): void {
    const entry = this.#entries.get(loginName);
    if (entry) entry.password = password;
  }

  preferencesOf(loginName: string): Preferences {
    return this.#entries.get(loginName)?.preferences ?? {};
  }

  setPreferences(loginName: string, preferences: Preferences): void {
    const entry = this.#entries.get(loginName);
    if (entry) entry.preferences = preferences;
  }
}
