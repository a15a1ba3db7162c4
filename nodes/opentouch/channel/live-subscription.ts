import { inBackground } from '../../runtime/background.ts';
import type { OpenTouchConnection } from '../session/connection.ts';
import type { Session } from '../session/login.ts';
import type { AddressMode } from '../session/settings.ts';
import type { Filter } from './filter.ts';
import type { ChannelListener } from './listener.ts';
import { refilter, type Subscription, subscribe, unsubscribe } from './subscription.ts';

/** Who has the subscription, and is told how it stands. */
export interface SubscriptionOwner {
  readonly connection: OpenTouchConnection;
  readonly addressMode: AddressMode;
  /** Milliseconds that ending one may take. */
  readonly farewell: number;
  /** All present listeners. */
  listeners(): readonly ChannelListener[];
  /** What they want, as it has to be said within a session. */
  filterFor(session: Session): Filter;
  /** The server knows what a listener wants. */
  onServed(listener: ChannelListener): void;
  /**
   * The server does not take what the listeners want.
   * @param failures how often in a row
   */
  onRefused(error: unknown, failures: number): void;
  onProblem(error: unknown): void;
}

/** The one subscription of an account, kept in step with its listeners. Those served so far are none the worse if the server refuses more. */
export class LiveSubscription {
  readonly #owner: SubscriptionOwner;
  #current: Subscription | undefined;
  /** The filter that the server has, as JSON, and those whose interests it holds. */
  #filter = '';
  #served = new Set<ChannelListener>();
  #reconciling: Promise<void> | undefined;
  #failures = 0;
  #problem: unknown;

  constructor(owner: SubscriptionOwner) {
    this.#owner = owner;
  }

  /** Absent: none has been made, or the server has lost it. */
  get current(): Subscription | undefined {
    return this.#current;
  }

  /** Why the server does not take what the listeners want now; absent where it does. */
  get problem(): unknown {
    return this.#problem;
  }

  /** Whether the server knows what a listener wants. */
  serves(listener: ChannelListener): boolean {
    return this.#served.has(listener);
  }

  /** A listener has gone. */
  leave(listener: ChannelListener): void {
    this.#served.delete(listener);
  }

  /** Makes it within a session unless it is there, and tells the server what all listeners want. */
  async within(session: Session, signal: AbortSignal): Promise<Subscription> {
    const { connection, addressMode, filterFor } = this.#owner;
    if (!this.#current) {
      const filter = filterFor(session);
      this.#current = await subscribe(connection, session, filter, addressMode, signal);
      this.#filter = JSON.stringify(filter);
    }
    const subscription = this.#current;
    await this.reconcile(subscription, signal);
    return subscription;
  }

  /** Tells the server what the listeners want, until it knows. Never rejects. */
  reconcile(subscription: Subscription, signal: AbortSignal): Promise<void> {
    this.#reconciling ??= this.#refilter(subscription, signal).finally(() => {
      this.#reconciling = undefined;
    });
    return this.#reconciling;
  }

  /** The server has lost it, or will not be asked for it any more. */
  lose(): void {
    const subscription = this.#forget();
    this.#filter = '';
    // Should the server still have it after all, it must not wait there for ever.
    if (subscription && this.#owner.connection.isCurrent(subscription.session)) {
      inBackground(this.#drop(subscription), this.#owner.onProblem);
    }
  }

  /** Deletes it at the server. */
  async end(): Promise<void> {
    const subscription = this.#forget();
    if (subscription) await this.#drop(subscription);
  }

  #forget(): Subscription | undefined {
    const subscription = this.#current;
    this.#current = undefined;
    this.#problem = undefined;
    this.#served.clear();
    return subscription;
  }

  async #drop(subscription: Subscription): Promise<void> {
    const { connection, farewell } = this.#owner;
    try {
      await unsubscribe(connection, subscription, AbortSignal.timeout(farewell));
    } catch {
      // It ends with the session.
    }
  }

  async #refilter(subscription: Subscription, signal: AbortSignal): Promise<void> {
    const { connection, filterFor, onRefused } = this.#owner;
    try {
      for (;;) {
        // Whoever came while the server was asked is seen here.
        const filter = filterFor(subscription.session);
        const text = JSON.stringify(filter);
        if (text === this.#filter) break;
        await refilter(connection, subscription, filter, signal);
        this.#filter = text;
      }
      this.#failures = 0;
      this.#problem = undefined;
      this.#serve();
    } catch (error) {
      if (signal.aborted || this.#current !== subscription) return;
      this.#failures += 1;
      this.#problem = error;
      onRefused(error, this.#failures);
    }
  }

  /** The server knows what all present listeners want. */
  #serve(): void {
    const before = this.#served;
    this.#served = new Set(this.#owner.listeners());
    for (const listener of this.#served) if (!before.has(listener)) this.#owner.onServed(listener);
  }
}
