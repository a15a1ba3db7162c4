import { randomUUID } from 'node:crypto';
import type { TeamingSettings } from '../options.ts';
import { jsonBody, xmlBody } from './body.ts';
import { Courier, type Delivery } from './courier.ts';
import { type EventData, type Notification, terminated } from './event.ts';
import { type Subscription, Subscriptions } from './subscriptions.ts';

/** Kinds of events by package; a package that nobody knows tells nothing but its beginning and its end. */
const callPackage = ['CallOriginatedEvent', 'CallReceivedEvent', 'CallAnsweredEvent', 'CallReleasedEvent'];
const widerPackage = [...callPackage, 'CallHeldEvent', 'CallRetrievedEvent'];
const packages: Readonly<Record<string, readonly string[]>> = {
  'Basic Call': callPackage,
  'Standard Call': widerPackage,
  'Advanced Call': widerPackage,
  'Voice Mail Message Summary': ['VoiceMailMessageSummaryEvent'],
  'Do Not Disturb': ['DoNotDisturbEvent'],
  'Call Forwarding Always': ['CallForwardingAlwaysEvent'],
  'Call Forwarding Busy': ['CallForwardingBusyEvent'],
  'Call Forwarding No Answer': ['CallForwardingNoAnswerEvent'],
};

/** What happens to the next notification on its way. */
export type Mishap = 'drop' | 'duplicate' | 'reorder';

/** Deliveries that are remembered. */
const most = 1000;

/** Tells subscribers what happens. */
export class Notifier {
  readonly subscriptions: Subscriptions;
  readonly #settings: () => TeamingSettings;
  readonly #couriers = new WeakMap<Subscription, Courier>();
  /** Held back until another one has overtaken it. */
  readonly #late = new Map<Subscription, { readonly notification: Notification; readonly delivery: Delivery }>();
  readonly #stopped = new AbortController();
  readonly #deliveries: Delivery[] = [];
  readonly #mishaps: Mishap[] = [];

  constructor(settings: () => TeamingSettings) {
    this.#settings = settings;
    this.subscriptions = new Subscriptions({ settings, expired: (subscription) => this.terminate(subscription) });
  }

  /** The last 1000, oldest first. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  /** Something has happened to a user. */
  tell(userId: string, data: EventData): void {
    for (const subscription of this.subscriptions.all) {
      const meant = subscription.targetType !== 'User' || subscription.targetId === userId;
      if (meant && packages[subscription.eventType]?.includes(data.type)) this.#send(subscription, userId, data);
    }
  }

  /** How things are, to a subscriber who has just come or stays for longer. */
  greet(subscription: Subscription, data: EventData): void {
    this.#send(subscription, subscription.targetId, data);
  }

  /** That is all. */
  terminate(subscription: Subscription): void {
    this.#send(subscription, subscription.targetId, { type: terminated });
  }

  /** The next notification to anybody goes astray. */
  mishap(mishap: Mishap): void {
    this.#mishaps.push(mishap);
  }

  /** Nothing is tried any more. */
  stop(): void {
    this.#stopped.abort();
    this.subscriptions.stop();
  }

  #send(subscription: Subscription, userId: string, data: EventData): void {
    if (this.#stopped.signal.aborted) return;
    subscription.sequence += 1;
    const { subscriptionId, sequence: sequenceNumber } = subscription;
    const notification = { eventId: randomUUID(), sequenceNumber, subscription, userId, data };
    const { eventId } = notification;
    const state = 'waiting';
    const delivery: Delivery = {
      subscriptionId,
      sequenceNumber,
      type: data.type,
      eventId,
      state,
      attempts: 0,
      last: '',
    };
    this.#deliveries.push(delivery);
    if (this.#deliveries.length > most) this.#deliveries.shift();
    const mishap = this.#mishaps.shift();
    const late = this.#late.get(subscription);
    this.#late.delete(subscription);
    if (mishap === 'drop') delivery.state = 'dropped';
    else if (mishap === 'reorder' && !late) this.#late.set(subscription, { notification, delivery });
    else this.#hand(notification, delivery);
    if (mishap === 'duplicate') this.#hand(notification, delivery);
    if (late) this.#hand(late.notification, late.delivery);
  }

  #hand(notification: Notification, delivery: Delivery): void {
    const { subscription } = notification;
    const courier = this.#couriers.get(subscription) ?? this.#courier();
    this.#couriers.set(subscription, courier);
    courier.send(notification, delivery);
  }

  #courier(): Courier {
    const bodyOf = (notification: Notification) =>
      this.#settings().notifications === 'xml' ? xmlBody(notification) : jsonBody(notification);
    return new Courier({ settings: this.#settings, bodyOf, signal: this.#stopped.signal });
  }
}
