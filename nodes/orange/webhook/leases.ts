import type { TelephonyError } from '../../runtime/errors.ts';
import type { Keeper } from './keeper.ts';
import { Lease, type LeaseState, type LeaseTerms, type Subject } from './lease.ts';
import { Recent } from './recent.ts';
import type { Leftover } from './survey.ts';

/** Ids of subscriptions that are over, to know what is still sent for them. */
const remembered = 1000;

/** Who follows all leases of an account. */
export interface LeasesWatcher {
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
export class Leases {
  readonly #terms: LeaseTerms;
  readonly #keeper: Keeper;
  readonly #watcher: LeasesWatcher;
  readonly #leases = new Map<string, Lease>();
  readonly #byId = new Map<string, Lease>();
  readonly #over = new Recent(remembered);
  #ending: Promise<unknown> = Promise.resolve();

  constructor(terms: LeaseTerms, keeper: Keeper, watcher: LeasesWatcher) {
    this.#terms = terms;
    this.#keeper = keeper;
    this.#watcher = watcher;
  }

  /** Begins what is missing and ends what is wanted no more. Subscriptions left over from earlier are taken over or ended. */
  want(subjects: readonly Subject[], leftovers: readonly Leftover[] = []): void {
    const wanted = new Map(subjects.map((subject) => [keyOf(subject), subject]));
    for (const [key, lease] of this.#leases) if (!wanted.has(key)) this.#end(key, lease);
    for (const [key, subject] of wanted) {
      if (this.#leases.has(key)) continue;
      const lease = this.#leaseFor(subject);
      this.#leases.set(key, lease);
      lease.start(leftovers.find((one) => one.subject && keyOf(one.subject) === key));
    }
    for (const { id } of leftovers) if (!this.#byId.has(id)) this.#drop(id);
  }

  /** Lets those go on at once that wait after a failure. */
  retry(): void {
    for (const lease of this.#leases.values()) lease.retry();
  }

  /** How one of them stands. */
  state(subject: Subject): LeaseState {
    return this.#leases.get(keyOf(subject))?.state ?? { kind: 'starting' };
  }

  withId(id: string): Lease | undefined {
    return this.#byId.get(id);
  }

  /** Whether a subscription was ours and is no more. */
  isOver(id: string | undefined): boolean {
    return id !== undefined && this.#over.has(id);
  }

  /** Whether there may be subscriptions whose ids are not known yet. */
  get areBeginning(): boolean {
    return [...this.#leases.values()].some((lease) => lease.isBeginning);
  }

  /** Ends all of them; what cannot be ended in time is left for the next start. */
  async end(): Promise<void> {
    for (const [key, lease] of this.#leases) this.#end(key, lease);
    await this.#ending;
  }

  #end(key: string, lease: Lease): void {
    this.#leases.delete(key);
    // What could not be ended stays with what is kept.
    const ended = lease.end().catch(() => undefined);
    this.#ending = Promise.all([this.#ending, ended]);
  }

  #leaseFor(subject: Subject): Lease {
    const { userId, eventType } = subject;
    const lease: Lease = new Lease(subject, this.#terms, {
      onState: () => this.#watcher.onState(subject),
      onBegun: (id, lostSince) => {
        this.#byId.set(id, lease);
        this.#keeper.keepSubscription(id, { id, userId, eventType });
        this.#watcher.onBegun(subject);
        if (lostSince) this.#watcher.onRestored(subject, lostSince);
      },
      onEnded: (id) => {
        this.#byId.delete(id);
        this.#over.add(id);
        this.#keeper.keepSubscription(id);
        this.#watcher.onEnded(id);
      },
      onProblem: (problem) => this.#watcher.onProblem(subject, problem),
    });
    return lease;
  }

  /** Ends a subscription that nobody needs. If that fails, it expires by itself. */
  #drop(id: string): void {
    this.#over.add(id);
    const { api, turns, timing } = this.#terms;
    const signal = AbortSignal.timeout(timing.longestRetry);
    const drop = async () => {
      const done = await turns.take(id, signal);
      try {
        await api.ask('teaming-delete-subscription', { subscriptionId: id }, { signal });
      } finally {
        done();
        this.#keeper.keepSubscription(id);
      }
    };
    void drop().catch(() => undefined);
  }
}
