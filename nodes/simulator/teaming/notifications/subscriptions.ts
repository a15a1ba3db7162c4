import { randomUUID } from 'node:crypto';
import type { IssuedGrant } from '../../orange/sign-in/tokens.ts';
import type { TeamingSettings } from '../options.ts';

/** What is asked for when somebody subscribes. */
export interface SubscriptionRequest {
  readonly applicationId: string;
  readonly callBackUrl: string;
  readonly eventType: string;
  readonly targetId: string;
  readonly targetType: string;
}

/** A subscription as the server keeps it. */
export interface TeamingSubscription extends SubscriptionRequest {
  readonly subscriptionId: string;
  /** Who has asked for it. */
  readonly grant: IssuedGrant;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Number of the last notification. */
  sequence: number;
}

interface Parts {
  readonly settings: () => TeamingSettings;
  /** A subscription was not renewed in time. */
  readonly expired: (subscription: TeamingSubscription) => void;
}

/** Who wants to be told of what, and until when. */
export class TeamingSubscriptions {
  readonly #parts: Parts;
  readonly #all = new Map<string, TeamingSubscription>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get all(): readonly TeamingSubscription[] {
    return [...this.#all.values()];
  }

  find(subscriptionId: string): TeamingSubscription | undefined {
    return this.#all.get(subscriptionId);
  }

  /** @param seconds as asked for; what is granted is within the service's bounds */
  add(request: SubscriptionRequest, grant: IssuedGrant, seconds: number): TeamingSubscription {
    const subscription = { ...request, subscriptionId: randomUUID(), grant, expiresAt: 0, sequence: 0 };
    this.#all.set(subscription.subscriptionId, subscription);
    this.renew(subscription, seconds);
    return subscription;
  }

  renew(subscription: TeamingSubscription, seconds: number): void {
    const { minimumExpires, maximumExpires } = this.#parts.settings();
    const granted = Math.min(Math.max(seconds, minimumExpires), maximumExpires);
    subscription.expiresAt = Date.now() + granted * 1000;
    clearTimeout(this.#timers.get(subscription.subscriptionId));
    const timer = setTimeout(() => this.expire(subscription), granted * 1000);
    this.#timers.set(subscription.subscriptionId, timer);
  }

  /** Ends it now, as if its time were over. */
  expire(subscription: TeamingSubscription): void {
    if (this.remove(subscription)) this.#parts.expired(subscription);
  }

  /** False: it was gone already. */
  remove({ subscriptionId }: TeamingSubscription): boolean {
    clearTimeout(this.#timers.get(subscriptionId));
    this.#timers.delete(subscriptionId);
    return this.#all.delete(subscriptionId);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#all.clear();
  }
}

/** Seconds that are left. */
export function secondsLeft({ expiresAt }: TeamingSubscription): number {
  return Math.max(0, Math.ceil((expiresAt - Date.now()) / 1000));
}

/** A subscription, as the API shows it. */
export function subscriptionView(subscription: TeamingSubscription) {
  const { subscriptionId, applicationId, eventType, callBackUrl } = subscription;
  return { subscriptionId, expires: secondsLeft(subscription), applicationId, eventType, callBackUrl };
}
