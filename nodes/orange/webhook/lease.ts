import { setTimeout as wait } from 'node:timers/promises';
import { TelephonyError } from '../../runtime/errors.ts';
import type { Turns } from '../../runtime/turns.ts';
import { isGone, problemOf, type TeamingApi, unreadable, webhookOrigin } from './api.ts';
import { retryAfter, type Timing } from './timing.ts';

/** What is subscribed to: one kind of events of one user. */
export interface Subject {
  readonly userId: string;
  readonly eventType: string;
}

export type LeaseState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'live'; readonly renewal: Date }
  | { readonly kind: 'waiting'; readonly seconds: number; readonly reason: TelephonyError };

/** What the leases of one account share. */
export interface LeaseTerms {
  readonly api: TeamingApi;
  readonly turns: Turns;
  readonly timing: Timing;
  readonly applicationId: string;
  readonly callBackUrl: string;
}

/** Who follows a lease. */
export interface LeaseWatcher {
  onState(): void;
  /** There is a subscription. With `lostSince` it follows one that had ended at some time after that. */
  onBegun(id: string, lostSince?: Date): void;
  onEnded(id: string): void;
  /** Told once for an outage. */
  onProblem(problem: TelephonyError): void;
}

/** A subscription of an earlier time, with the seconds that it has left. */
export interface Found {
  readonly id: string;
  readonly expires: number;
}

const day = 86_400_000;

/** One subscription: made, renewed before it expires, made anew when it is gone, until it is ended. */
export class Lease {
  readonly subject: Subject;
  readonly #terms: LeaseTerms;
  readonly #watcher: LeaseWatcher;
  readonly #closing = new AbortController();
  readonly #requests = new AbortController();
  #pause = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #state: LeaseState = { kind: 'starting' };
  #id: string | undefined;
  #begun = 0;
  #renewAt = 0;
  #expiresAt = 0;
  /** Seconds that the server has granted last. */
  #granted: number;
  /** When it was last known to be alive. */
  #alive = new Date();
  #lostSince: Date | undefined;
  #failures = 0;

  constructor(subject: Subject, terms: LeaseTerms, watcher: LeaseWatcher) {
    this.subject = subject;
    this.#terms = terms;
    this.#watcher = watcher;
    this.#granted = terms.timing.expires;
  }

  get state(): LeaseState {
    return this.#state;
  }

  /** Whether the server may have made a subscription whose id is not known yet. */
  get isBeginning(): boolean {
    return this.#id === undefined;
  }

  start(found?: Found): void {
    if (found) this.#begin(found.id, found.expires);
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

  /** Ends the subscription; rejects when the server could not be told in time. */
  async end(): Promise<void> {
    const { turns, timing, api } = this.#terms;
    this.#closing.abort();
    this.#pause.abort();
    // What is just being made has to be known to be ended.
    const grace = setTimeout(() => this.#requests.abort(), timing.farewell / 2);
    await this.#running;
    clearTimeout(grace);
    const id = this.#id;
    if (id === undefined) return;
    const signal = AbortSignal.timeout(timing.farewell / 2);
    const done = await turns.take(id, signal);
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
          this.#enter({ kind: 'live', renewal: new Date(this.#renewAt) });
          await this.#sleep(this.#renewAt - Date.now());
        }
        if (this.isBeginning && Date.now() - this.#begun < this.#terms.timing.shortLife) throw endedAtOnce();
        this.#failures = 0;
      } catch (error) {
        if (!signal.aborted) await this.#recover(error);
      }
    }
  }

  /** Makes the subscription, or renews it when it is time. */
  async #attend(): Promise<void> {
    if (this.#id !== undefined && Date.now() < this.#renewAt) return;
    const { signal } = this.#closing;
    const done = await this.#terms.turns.take(JSON.stringify(this.subject), signal);
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
    const values = { applicationId, callBackUrl, eventType, expires, targetId: userId, targetType: 'User' };
    const answer = await api.ask('teaming-create-subscription', values, { signal: this.#requests.signal });
    const { subscriptionId } = answer;
    if (typeof subscriptionId !== 'string' || subscriptionId === '') throw unreadable('a subscription');
    this.#begin(subscriptionId, secondsIn(answer['expires']) ?? expires);
  }

  async #renew(id: string): Promise<void> {
    const { api, timing } = this.#terms;
    const { signal } = this.#requests;
    const values = { subscriptionId: id, userId: this.subject.userId, expires: timing.expires };
    const answer = await api.ask('teaming-renew-subscription', values, { signal });
    const seconds = secondsIn(answer['expires']) ?? (await this.#left(id, signal)) ?? this.#granted;
    if (this.#id === id) this.#extend(seconds);
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
    this.#begun = Date.now();
    this.#extend(seconds);
    const lostSince = this.#lostSince;
    this.#lostSince = undefined;
    this.#watcher.onBegun(id, lostSince);
  }

  /** Plans the renewal: early enough for a second attempt, and not at the same moment as everybody else. */
  #extend(seconds: number): void {
    this.#granted = seconds;
    this.#expiresAt = Date.now() + seconds * 1000;
    this.#renewAt = Date.now() + seconds * 1000 * (0.55 + Math.random() * 0.2);
    this.heard();
  }

  #lose(): void {
    if (this.#id === undefined) return;
    const id = this.#id;
    this.#id = undefined;
    this.#lostSince = this.#alive;
    this.#watcher.onEnded(id);
  }

  async #recover(error: unknown): Promise<void> {
    if (this.#id !== undefined && isGone(error)) {
      this.#lose();
      return;
    }
    if (Date.now() >= this.#expiresAt) this.#lose();
    this.#failures += 1;
    const reason = problemOf(error);
    const { canRetry } = reason.cause;
    // Nothing for what the second attempt mends.
    if (this.#failures === (canRetry ? 2 : 1)) this.#watcher.onProblem(reason);
    const pause = retryAfter(this.#terms.timing, this.#failures, canRetry);
    this.#enter({ kind: 'waiting', seconds: Math.max(1, Math.round(pause / 1000)), reason });
    await this.#sleep(pause);
  }

  #enter(state: LeaseState): void {
    this.#state = state;
    this.#watcher.onState();
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

/** Seconds, which some servers tell as a text. */
export function secondsIn(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

function endedAtOnce(): TelephonyError {
  const message = `${webhookOrigin.operation}: the server ended the subscription as soon as it had begun`;
  return new TelephonyError('SUBSCRIPTION_ENDED', message, { ...webhookOrigin, canRetry: true });
}
