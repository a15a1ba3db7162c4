import { setTimeout as wait } from 'node:timers/promises';
import { isTransient } from '../../orange/finality.ts';
import { monotonic } from '../../runtime/backoff.ts';
import { TelephonyError } from '../../runtime/errors.ts';
import type { Limiter } from '../../runtime/http/limiter.ts';
import { isGone, problemOf, type TeamingApi, unreadable, webhookOrigin } from './api.ts';
import { retryAfter, type SubscriptionTiming } from './timing.ts';

/** What is subscribed to: one kind of events of one user. */
export interface Subject {
  readonly userId: string;
  readonly eventType: string;
}

/** How a subscription stands. */
export type SubscriptionState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'live'; readonly renewal: Date }
  | { readonly kind: 'waiting'; readonly seconds: number; readonly reason: TelephonyError };

/** What the subscriptions of one account share. */
export interface SubscriptionTerms {
  readonly api: TeamingApi;
  readonly turns: Limiter;
  readonly timing: SubscriptionTiming;
  readonly applicationId: string;
  readonly callBackUrl: string;
}

/** Who follows a subscription. */
export interface SubscriptionObserver {
  onState(): void;
  /** There is a subscription. With `lostSince` it follows one that had ended at some time after that. */
  onBegun(id: string, lostSince?: Date): void;
  /** It is known to be alive at this moment. */
  onAlive(id: string): void;
  /** Carries a creation out, when nobody looks for what others have brought about. */
  create<T>(task: () => Promise<T>): Promise<T>;
  /** Looks whether the server has made the subscription although it could not say so. */
  find(signal: AbortSignal): Promise<Found | undefined>;
  onEnded(id: string): void;
  /** Told once for an outage. */
  onProblem(problem: TelephonyError): void;
}

/** A subscription of an earlier time, with the seconds that it has left. */
export interface Found {
  readonly id: string;
  readonly expires: number;
  /** When it was last known to be alive; ISO 8601. */
  readonly aliveAt?: string | undefined;
}

const day = 86_400_000;

/** One subscription: made, renewed before it expires, made anew when it is gone, until it is ended. */
export class WebhookSubscription {
  readonly subject: Subject;
  readonly #terms: SubscriptionTerms;
  readonly #observer: SubscriptionObserver;
  readonly #closing = new AbortController();
  readonly #requests = new AbortController();
  #pause = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #state: SubscriptionState = { kind: 'starting' };
  #id: string | undefined;
  /** Monotonic, as are the next two. */
  #begun = 0;
  #renewAt = 0;
  #expiresAt = 0;
  /** Seconds that the server has granted last. */
  #granted: number;
  /** When it was last known to be alive. */
  #alive = new Date();
  #lostSince: Date | undefined;
  /** It was asked for, and what came of that is not known. */
  #mayExist = false;
  #failures = 0;

  constructor(subject: Subject, terms: SubscriptionTerms, observer: SubscriptionObserver) {
    this.subject = subject;
    this.#terms = terms;
    this.#observer = observer;
    this.#granted = terms.timing.expires;
  }

  get state(): SubscriptionState {
    return this.#state;
  }

  /** Whether the server may have made a subscription whose id is not known yet. */
  get isBeginning(): boolean {
    return this.#id === undefined;
  }

  /** @param found one of an earlier time; what came for it meanwhile may have been lost */
  start(found?: Found): void {
    if (found) {
      this.#lostSince = dateIn(found.aliveAt);
      this.#begin(found.id, found.expires);
    }
    this.#running = this.#run();
  }

  /** A notification came. */
  heard(): void {
    this.#alive = new Date();
  }

  /** Whatever kept it from going on may be over. */
  retry(): void {
    if (this.#state.kind === 'waiting') this.#pause.abort();
  }

  /** The server says that it has ended the subscription. */
  terminated(): void {
    this.#lose();
    this.#pause.abort();
  }

  /** Stops looking after the subscription and leaves it at the server, for whoever takes it over. */
  async leave(): Promise<void> {
    this.#closing.abort();
    this.#pause.abort();
    // What is just being made has to be known to be ended.
    const grace = setTimeout(() => this.#requests.abort(), this.#terms.timing.farewell / 2);
    await this.#running;
    clearTimeout(grace);
    if (this.#id !== undefined) this.#observer.onAlive(this.#id);
  }

  /** Ends the subscription; rejects when the server could not be told in time. */
  async end(): Promise<void> {
    const { turns, timing, api } = this.#terms;
    await this.leave();
    const signal = AbortSignal.timeout(timing.farewell / 2);
    const id = this.#id ?? (this.#mayExist ? (await this.#observer.find(signal))?.id : undefined);
    if (id === undefined) return;
    const done = await turns.acquire(id, signal);
    try {
      await api.ask('teaming-delete-subscription', { subscriptionId: id, ...this.subject }, { signal });
    } catch (error) {
      if (!isGone(error)) throw error;
    } finally {
      done();
    }
    this.#lose();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#attend();
        if (signal.aborted) return;
        if (!this.isBeginning) {
          this.#enter({ kind: 'live', renewal: new Date(Date.now() + this.#renewAt - monotonic()) });
          await this.#sleep(this.#renewAt - monotonic());
        }
        if (this.isBeginning && monotonic() - this.#begun < this.#terms.timing.shortLife) throw endedAtOnce();
        this.#failures = 0;
      } catch (error) {
        if (!signal.aborted) await this.#recover(error);
      }
    }
  }

  /** Makes the subscription, or renews it when it is time. */
  async #attend(): Promise<void> {
    if (this.#id !== undefined && monotonic() < this.#renewAt) return;
    const { signal } = this.#closing;
    const done = await this.#terms.turns.acquire(JSON.stringify(this.subject), signal);
    try {
      if (signal.aborted) return;
      if (this.#id === undefined) await this.#create();
      else await this.#renew(this.#id);
    } finally {
      done();
    }
  }

  async #create(): Promise<void> {
    const { api, timing, applicationId, callBackUrl } = this.#terms;
    const { userId, eventType } = this.subject;
    const { expires } = timing;
    const { signal } = this.#requests;
    if (this.#mayExist) {
      const found = await this.#observer.find(signal);
      this.#mayExist = false;
      if (found) return this.#begin(found.id, found.expires);
    }
    const values = { applicationId, callBackUrl, eventType, expires, targetId: userId, targetType: 'User' };
    this.#mayExist = true;
    const answer = await this.#observer
      .create(() => api.ask('teaming-create-subscription', values, { signal }))
      .catch((error: unknown) => {
        this.#mayExist = !wasNotDone(error);
        throw error;
      });
    const { subscriptionId } = answer;
    if (typeof subscriptionId !== 'string' || subscriptionId === '') throw unreadable('a subscription');
    this.#mayExist = false;
    this.#begin(subscriptionId, secondsIn(answer['expires']) ?? expires);
  }

  async #renew(id: string): Promise<void> {
    const { api, timing } = this.#terms;
    const { signal } = this.#requests;
    const values = { subscriptionId: id, userId: this.subject.userId, expires: timing.expires };
    const answer = await api.ask('teaming-renew-subscription', values, { signal });
    const seconds = secondsIn(answer['expires']) ?? (await this.#left(id, signal)) ?? this.#granted;
    if (this.#id !== id) return;
    this.#extend(seconds);
    this.#observer.onAlive(id);
  }

  /** The seconds that a subscription has left; the answer to a renewal does not tell. */
  async #left(id: string, signal: AbortSignal): Promise<number | undefined> {
    try {
      const answer = await this.#terms.api.ask('teaming-get-subscription', { subscriptionId: id }, { signal });
      return secondsIn(answer['expires']);
    } catch {
      return undefined;
    }
  }

  #begin(id: string, seconds: number): void {
    this.#id = id;
    this.#begun = monotonic();
    this.#extend(seconds);
    const lostSince = this.#lostSince;
    this.#lostSince = undefined;
    this.#observer.onBegun(id, lostSince);
  }

  /** Plans the renewal: early enough for a second attempt, and not at the same moment as everybody else. */
  #extend(seconds: number): void {
    this.#granted = seconds;
    this.#expiresAt = monotonic() + seconds * 1000;
    this.#renewAt = monotonic() + seconds * 1000 * (0.55 + Math.random() * 0.2);
    this.heard();
  }

  #lose(): void {
    if (this.#id === undefined) return;
    const id = this.#id;
    this.#id = undefined;
    this.#lostSince = this.#alive;
    this.#observer.onEnded(id);
  }

  async #recover(error: unknown): Promise<void> {
    if (this.#id !== undefined && isGone(error)) {
      this.#lose();
      return;
    }
    if (monotonic() >= this.#expiresAt) this.#lose();
    this.#failures += 1;
    const reason = problemOf(error);
    const canRetry = isTransient(reason);
    // Nothing for what the second attempt mends.
    if (this.#failures === (canRetry ? 2 : 1)) this.#observer.onProblem(reason);
    const pause = retryAfter(this.#terms.timing, this.#failures, canRetry);
    this.#enter({ kind: 'waiting', seconds: Math.max(1, Math.round(pause / 1000)), reason });
    await this.#sleep(pause);
  }

  #enter(state: SubscriptionState): void {
    this.#state = state;
    this.#observer.onState();
  }

  /** Waits, unless something happens. */
  async #sleep(milliseconds: number): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#pause = new AbortController();
    // Timers know no more than 24 days; whoever wakes early looks at the time again.
    const longest = Math.min(Math.max(milliseconds, 0), day);
    await wait(longest, undefined, { signal: this.#pause.signal }).catch(() => undefined);
  }
}

/** A moment that was kept; now, if it was not. */
function dateIn(text: string | undefined): Date {
  const date = new Date(text ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? new Date() : date;
}

/** Seconds, which some servers tell as a text. */
export function secondsIn(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

/** Whether it is certain that the server has not made what it was asked for. */
function wasNotDone(error: unknown): boolean {
  if (!(error instanceof TelephonyError)) return false;
  const { status = 0, operation } = error.cause;
  return operation === 'token' || (status >= 400 && status < 500 && status !== 408);
}

function endedAtOnce(): TelephonyError {
  const message = `the server ended the subscription as soon as it had begun`;
  return new TelephonyError('SUBSCRIPTION_ENDED', message, { ...webhookOrigin, canRetry: true });
}
