import type { OpenTouch, OpenTouchEvents } from '../../../catalogue/static.ts';
import type { Notify, SimulatedUser } from '../server/contract.ts';
import type { Company } from '../users/company.ts';
import { shortPartyOf } from '../users/party.ts';
import { favourites, notes } from './seed.ts';

/** A presence, as the reference has it. */
export type Presence = OpenTouch<'opentouch-presence', 'Presence'>;

/** What a user can say of himself, with the values that there are; a note is any text. Chapter "Presence". */
export const settable = {
  basic: ['', 'busy', 'be-right-back', 'appear-offline'],
  calendar: ['free', 'in-a-meeting', 'not-available'],
  note: undefined,
} as const satisfies Readonly<Record<string, readonly string[] | undefined>>;

/** The kinds of presence that users set themselves. */
export type Settable = keyof typeof settable;

/** The kinds of presence that there are. */
export type Kind = Settable | 'im' | 'phone';

/** What others know of a user at this moment: the presences that he does not set himself follow from it. */
export interface Reachability {
  isOnline(loginName: string): boolean;
  isOnThePhone(loginName: string): boolean;
}

/** What a user has set himself. */
type Own = Readonly<Record<Settable, Presence>>;

/**
 * Who is there, and what he does. Whoever changes something calls {@link refresh}: events are the difference between what
 * somebody was told last and what is true now.
 */
export class PresenceStates {
  readonly #company: Company;
  readonly #notify: Notify;
  readonly #situation: Reachability;
  readonly #own = new Map<string, Own>();
  readonly #told = new Map<string, readonly Presence[]>();
  /** Whom each user wants to hear of. */
  readonly #contacts = new Map<string, Set<string>>();

  constructor(company: Company, notify: Notify, situation: Reachability) {
    this.#company = company;
    this.#notify = notify;
    this.#situation = situation;
  }

  /** All presences of a user as he sees them himself. */
  of(loginName: string): Presence[] {
    const im = this.#situation.isOnline(loginName) ? 'online' : 'offline';
    const phone = this.#situation.isOnThePhone(loginName) ? 'on-the-phone' : 'not-on-the-phone';
    return picture(im, phone, this.#ownOf(loginName));
  }

  one(loginName: string, kind: Kind): Presence {
    return this.of(loginName).find(({ type }) => type === kind) as Presence;
  }

  /** All presences of a user as somebody else sees them. */
  seenBy(viewer: string, loginName: string): Presence[] {
    return shownTo(this.#isFavourite(viewer, loginName), this.of(loginName));
  }

  set(loginName: string, presence: Presence & { readonly type: Settable }): void {
    this.#own.set(loginName, { ...this.#ownOf(loginName), [presence.type]: presence });
    this.refresh(loginName);
  }

  subscribe(loginName: string, contacts: readonly SimulatedUser[]): void {
    const known = this.#contacts.get(loginName) ?? new Set<string>();
    for (const contact of contacts) known.add(contact.loginName);
    this.#contacts.set(loginName, known);
  }

  unsubscribe(loginName: string, contacts: readonly SimulatedUser[]): void {
    for (const contact of contacts) this.#contacts.get(loginName)?.delete(contact.loginName);
  }

  /** Tells what has changed since the last time: the user himself, and whoever wants to hear of him. */
  refresh(loginName: string): void {
    const contact = this.#company.byLogin(loginName);
    if (!contact?.user) return;
    const before = this.#told.get(loginName) ?? picture('offline', 'not-on-the-phone', initial(loginName));
    const now = this.of(loginName);
    this.#told.set(loginName, now);
    const changed = difference(before, now);
    if (changed.length === 0) return;
    const own: OpenTouchEvents['OnUserPresenceUpdated'] = {
      eventName: 'OnUserPresenceUpdated',
      loginName,
      presences: changed,
    };
    this.#notify(loginName, own);
    for (const watcher of this.#watchersOf(loginName)) {
      const favourite = this.#isFavourite(watcher, loginName);
      const presences = difference(shownTo(favourite, before), shownTo(favourite, now));
      const event: OpenTouchEvents['OnContactPresenceUpdated'] = {
        eventName: 'OnContactPresenceUpdated',
        loginName: watcher,
        party: shortPartyOf(contact),
        presences,
      };
      if (presences.length > 0) this.#notify(watcher, event);
    }
  }

  /** Follows what happens elsewhere: telephones make users busy, and users come and go. */
  readonly observe: Notify = (loginName, { eventName }) => {
    if (eventName === 'OnUserStateModified') this.refresh(loginName);
    if (eventName === 'OnUserDeleted') this.#forget(loginName);
  };

  #forget(loginName: string): void {
    for (const known of [this.#own, this.#told, this.#contacts]) known.delete(loginName);
    for (const contacts of this.#contacts.values()) contacts.delete(loginName);
  }

  #watchersOf(loginName: string): string[] {
    return this.#company.all
      .map((user) => user.loginName)
      .filter((other) => other !== loginName)
      .filter((other) => this.#contacts.get(other)?.has(loginName) || this.#isFavourite(other, loginName));
  }

  #isFavourite(viewer: string, loginName: string): boolean {
    return favourites[viewer]?.includes(loginName) ?? false;
  }

  #ownOf(loginName: string): Own {
    return this.#own.get(loginName) ?? initial(loginName);
  }
}

/** Before a user has said anything. */
function initial(loginName: string): Own {
  return {
    basic: { type: 'basic', value: '' },
    calendar: { type: 'calendar', value: 'free' },
    note: { type: 'note', value: notes[loginName] ?? '' },
  };
}

function picture(im: 'online' | 'offline', phone: 'on-the-phone' | 'not-on-the-phone', own: Own): Presence[] {
  return [{ type: 'im', value: im }, { type: 'phone', value: phone }, own.basic, own.calendar, own.note];
}

/** Whoever wants to look offline is offline to others; when a meeting ends is for those who have him as favourite. */
function shownTo(favourite: boolean, presences: readonly Presence[]): Presence[] {
  const hidden = presences.some(({ type, value }) => type === 'basic' && value === 'appear-offline');
  return presences.map(({ calendarInfos, ...presence }) => {
    if (hidden && presence.type === 'im') return { ...presence, value: 'offline' };
    if (hidden && presence.type === 'basic') return { ...presence, value: '' };
    return { ...presence, ...(favourite && calendarInfos && { calendarInfos }) };
  });
}

function difference(before: readonly Presence[], now: readonly Presence[]): Presence[] {
  const known = new Set(before.map((presence) => JSON.stringify(presence)));
  return now.filter((presence) => !known.has(JSON.stringify(presence)));
}
