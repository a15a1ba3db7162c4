import type { TelephonyError } from '../../runtime/errors.ts';
import type { TeamingEvent } from './event.ts';
import type { Interest, News, NotificationListener, NotificationState } from './listener.ts';

/** What something is about, as far as it is known. */
export type About = Partial<Pick<TeamingEvent, 'userId' | 'eventType'>>;

/** Kinds of events that tell of calls: what they keep up to date can be read back. */
const callTypes = /\bcall$/i;

/** Whether a kind of events tells of calls. */
export function isAboutCalls(eventType: string): boolean {
  return callTypes.test(eventType);
}

/** The event sources of one account. */
export class NotificationDispatcher {
  readonly #listeners = new Set<NotificationListener>();
  readonly #told = new WeakMap<NotificationListener, string>();
  /** The account's user, for those who name none. */
  ownUser: string | undefined;

  get size(): number {
    return this.#listeners.size;
  }

  add(listener: NotificationListener): void {
    this.#listeners.add(listener);
  }

  remove(listener: NotificationListener): void {
    this.#listeners.delete(listener);
  }

  clear(): void {
    this.#listeners.clear();
  }

  /** Whether anybody is here who relies on the account's own user. */
  get needsOwnUser(): boolean {
    return [...this.#listeners].some(({ interest }) => interest.users.length === 0);
  }

  /** Whom a source is about. */
  usersOf({ users }: Interest): readonly string[] {
    return users.length === 0 && this.ownUser !== undefined ? [this.ownUser] : users;
  }

  /** Every user with every kind of events that somebody wants of them. */
  subjectsOf({ interest }: NotificationListener): { userId: string; eventType: string }[] {
    return this.usersOf(interest).flatMap((userId) => interest.eventTypes.map((eventType) => ({ userId, eventType })));
  }

  /** Everything that somebody wants; some of it more than once. */
  subjects(): { userId: string; eventType: string }[] {
    return [...this.#listeners].flatMap((listener) => this.subjectsOf(listener));
  }

  /** Who wants to hear of this. What is not known of it is no reason to withhold it. */
  of({ userId, eventType }: About): NotificationListener[] {
    return [...this.#listeners].filter(
      ({ interest }) =>
        (userId === undefined || this.usersOf(interest).includes(userId)) &&
        (eventType === undefined || interest.eventTypes.includes(eventType)),
    );
  }

  /** Who follows a user's calls. */
  ofCalls(userId: string): NotificationListener[] {
    return this.of({ userId }).filter(({ interest }) => interest.eventTypes.some(isAboutCalls));
  }

  tell(news: News): void {
    for (const listener of this.of(news)) listener.onNews(news);
  }

  report(problem: TelephonyError, about: About = {}): void {
    for (const listener of this.of(about)) listener.onProblem(problem);
  }

  warn(text: string, about: About): void {
    for (const listener of this.of(about)) listener.onWarning(text);
  }

  /** Tells everybody how it stands, unless it is what they know. */
  show(stateOf: (listener: NotificationListener) => NotificationState): void {
    for (const listener of this.#listeners) {
      const state = stateOf(listener);
      const text = JSON.stringify(state);
      if (this.#told.get(listener) === text) continue;
      this.#told.set(listener, text);
      listener.onState(state);
    }
  }
}
