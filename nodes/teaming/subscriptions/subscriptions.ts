import type { TelephonyError } from '../../runtime/errors.ts';
import { DuplicateFilter } from '../notifications/duplicates.ts';
import { type OrphanedSubscription, orphanedSubscriptions } from './orphaned.ts';
import {
  type Found,
  type Subject,
  type SubscriptionState,
  type SubscriptionTerms,
  WebhookSubscription,
} from './subscription.ts';
import type { WebhookState } from './webhook-state.ts';

/** Ids of subscriptions that are over, to know what is still sent for them. */
const remembered = 1000;

/** Who follows all subscriptions of an account. */
export interface SubscriptionsObserver {
  onState(subject: Subject): void;
  /** There is a subscription where there was none. */
  onBegun(subject: Subject): void;
  onEnded(id: string): void;
  /** There is a subscription again, after a time in which events may have been lost. */
  onRestored(subject: Subject, lostSince: Date): void;
  onProblem(subject: Subject, problem: TelephonyError): void;
}

/** One name for one subject. */
export function keyOf({ userId, eventType }: Subject): string {
  return JSON.stringify([userId, eventType]);
}

/** All subscriptions of an account: one for each kind of events of each user, however many nodes want it. */
export class WebhookSubscriptions {
  readonly #terms: SubscriptionTerms;
  readonly #stored: WebhookState;
  readonly #observer: SubscriptionsObserver;
  readonly #subscriptions = new Map<string, WebhookSubscription>();
  readonly #byId = new Map<string, WebhookSubscription>();
  readonly #over = new DuplicateFilter(remembered);
  #ending: Promise<unknown> = Promise.resolve();
  readonly #dropping = new AbortController();
  /** What is being made at present. */
  readonly #creations = new Set<Promise<unknown>>();
  /** The search for one whose making was not answered; nothing is made meanwhile. */
  #search: Promise<unknown> = Promise.resolve();

  constructor(terms: SubscriptionTerms, stored: WebhookState, observer: SubscriptionsObserver) {
    this.#terms = terms;
    this.#stored = stored;
    this.#observer = observer;
  }

  /** Begins what is missing and ends what is wanted no more. Subscriptions left over from earlier are taken over or ended. */
  want(subjects: readonly Subject[], orphaned: readonly OrphanedSubscription[] = []): void {
    const wanted = new Map(subjects.map((subject) => [keyOf(subject), subject]));
    for (const [key, subscription] of this.#subscriptions) if (!wanted.has(key)) this.#end(key, subscription);
    for (const [key, subject] of wanted) {
      if (this.#subscriptions.has(key)) continue;
      const subscription = this.#subscriptionFor(subject);
      this.#subscriptions.set(key, subscription);
      subscription.start(orphaned.find((one) => one.subject && keyOf(one.subject) === key));
    }
    for (const { id } of orphaned) if (!this.#byId.has(id)) this.#drop(id);
  }

  /** Lets those go on at once that wait after a failure. */
  retry(): void {
    for (const subscription of this.#subscriptions.values()) subscription.retry();
  }

  /** How one of them stands. */
  state(subject: Subject): SubscriptionState {
    return this.#subscriptions.get(keyOf(subject))?.state ?? { kind: 'starting' };
  }

  withId(id: string): WebhookSubscription | undefined {
    return this.#byId.get(id);
  }

  /** Whether a subscription was ours and is no more. */
  isOver(id: string | undefined): boolean {
    return id !== undefined && this.#over.has(id);
  }

  /** Whether there may be subscriptions whose ids are not known yet. */
  get areBeginning(): boolean {
    return [...this.#subscriptions.values()].some((subscription) => subscription.isBeginning);
  }

  /** Ends all of them; what cannot be ended in time is left for the next start. */
  async end(): Promise<void> {
    for (const [key, subscription] of this.#subscriptions) this.#end(key, subscription);
    await this.#finish();
  }

  /** Leaves all of them at the server, for whoever takes them over. */
  async leave(): Promise<void> {
    await Promise.allSettled([...this.#subscriptions.values()].map((subscription) => subscription.leave()));
    this.#subscriptions.clear();
    await this.#finish();
  }

  /** Waits for what is being ended, for as long as closing may take. */
  async #finish(): Promise<void> {
    const timer = setTimeout(() => this.#dropping.abort(), this.#terms.timing.farewell);
    await this.#ending;
    clearTimeout(timer);
  }

  #end(key: string, subscription: WebhookSubscription): void {
    this.#subscriptions.delete(key);
    // What could not be ended stays with what is kept.
    const ended = subscription.end().catch(() => undefined);
    this.#ending = Promise.all([this.#ending, ended]);
  }

  #subscriptionFor(subject: Subject): WebhookSubscription {
    const { userId, eventType } = subject;
    const alive = (id: string) =>
      this.#stored.keepSubscription(id, { id, userId, eventType, aliveAt: new Date().toISOString() });
    const subscription: WebhookSubscription = new WebhookSubscription(subject, this.#terms, {
      onState: () => this.#observer.onState(subject),
      onBegun: (id, lostSince) => {
        this.#byId.set(id, subscription);
        alive(id);
        this.#observer.onBegun(subject);
        if (lostSince) this.#observer.onRestored(subject, lostSince);
      },
      onAlive: alive,
      create: (task) => this.#create(task),
      find: (signal) => this.#find(subject, signal),
      onEnded: (id) => {
        this.#byId.delete(id);
        this.#over.add(id);
        this.#stored.keepSubscription(id);
        this.#observer.onEnded(id);
      },
      onProblem: (problem) => this.#observer.onProblem(subject, problem),
    });
    return subscription;
  }

  async #create<T>(task: () => Promise<T>): Promise<T> {
    for (let search: Promise<unknown> | undefined; search !== this.#search; await search) search = this.#search;
    const creation = task();
    this.#creations.add(creation);
    return creation.finally(() => this.#creations.delete(creation));
  }

  /** One after the other: of what the list shows, all must be known that others have made. */
  #find(subject: Subject, signal: AbortSignal): Promise<Found | undefined> {
    const search = this.#search.then(() => this.#searchFor(subject, signal));
    this.#search = search.catch(() => undefined);
    return search;
  }

  async #searchFor(subject: Subject, signal: AbortSignal): Promise<Found | undefined> {
    await Promise.allSettled(this.#creations);
    const { secret, subscriptions } = this.#stored;
    const listed = await orphanedSubscriptions(this.#terms.api, subscriptions, { ...this.#terms, secret }, signal);
    const unknown = listed.filter(({ id }) => !this.#byId.has(id) && !this.#over.has(id));
    const about = (one: OrphanedSubscription) => one.subject && keyOf(one.subject);
    const [found, ...doubles] = unknown.filter((one) => about(one) === keyOf(subject));
    // What nobody can tell the subject of is of no use to anybody.
    for (const { id } of [...doubles, ...unknown.filter((one) => !one.subject)]) this.#drop(id);
    return found;
  }

  /** Ends a subscription that nobody needs. If that fails, it expires by itself. */
  #drop(id: string): void {
    this.#over.add(id);
    const { api, turns, timing } = this.#terms;
    const signal = AbortSignal.any([AbortSignal.timeout(timing.longestRetry), this.#dropping.signal]);
    const drop = async () => {
      const done = await turns.acquire(id, signal);
      try {
        await api.ask('teaming-delete-subscription', { subscriptionId: id }, { signal });
      } finally {
        done();
        this.#stored.keepSubscription(id);
      }
    };
    const dropped = drop().catch(() => undefined);
    this.#ending = Promise.all([this.#ending, dropped]);
  }
}
