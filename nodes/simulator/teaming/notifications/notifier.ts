import { randomUUID } from 'node:crypto';
import { FaultSwitches } from '../../server/faults/switches.ts';
import type { TeamingSettings } from '../options.ts';
import { jsonBody, xmlBody } from './body.ts';
import { DeliveryQueue, type NotificationDelivery } from './delivery-queue.ts';
import { type EventData, isIn, type Notification, terminated } from './event.ts';
import { type TeamingSubscription, TeamingSubscriptions } from './subscriptions.ts';

/** What happens to the next notification on its way. */
export type DeliveryFault = 'drop' | 'duplicate' | 'reorder';

/** Deliveries that are remembered. */
const most = 1000;

/** Tells subscribers what happens. */
export class Notifier {
  readonly subscriptions: TeamingSubscriptions;
  readonly #settings: () => TeamingSettings;
  readonly #queues = new WeakMap<TeamingSubscription, DeliveryQueue>();
  /** Held back until another one has overtaken it. */
  readonly #late = new Map<
    TeamingSubscription,
    { readonly notification: Notification; readonly delivery: NotificationDelivery }
  >();
  readonly #stopped = new AbortController();
  readonly #deliveries: NotificationDelivery[] = [];
  readonly #faults: DeliveryFault[] = [];
  /** What goes wrong with all of them for a while. */
  readonly switches = new FaultSwitches(['lose-notifications']);
  readonly #observers: ((userId: string, data: EventData) => void)[] = [];

  constructor(settings: () => TeamingSettings) {
    this.#settings = settings;
    this.subscriptions = new TeamingSubscriptions({
      settings,
      expired: (subscription) => this.terminate(subscription),
    });
  }

  /** The last 1000, oldest first. */
  get deliveries(): readonly NotificationDelivery[] {
    return this.#deliveries;
  }

  /** Something has happened to a user. */
  notify(userId: string, data: EventData): void {
    for (const observe of this.#observers) observe(userId, data);
    for (const subscription of this.subscriptions.all) {
      const meant = subscription.targetType !== 'User' || subscription.targetId === userId;
      if (meant && isIn(subscription.eventType, data.type)) this.#send(subscription, userId, data);
    }
  }

  /** Whoever wants to know is told of everything that happens, whether there are subscriptions or not. */
  observe(observer: (userId: string, data: EventData) => void): void {
    this.#observers.push(observer);
  }

  /** How things are, to a subscriber who has just come or stays for longer. */
  greet(subscription: TeamingSubscription, data: EventData): void {
    this.#send(subscription, subscription.targetId, data);
  }

  /** That is all. */
  terminate(subscription: TeamingSubscription): void {
    this.#send(subscription, subscription.targetId, { type: terminated });
  }

  /** The next notification to anybody goes astray. */
  failNext(fault: DeliveryFault): void {
    this.#faults.push(fault);
  }

  /** Nothing is tried any more. */
  stop(): void {
    this.#stopped.abort();
    this.subscriptions.stop();
  }

  #send(subscription: TeamingSubscription, userId: string, data: EventData): void {
    if (this.#stopped.signal.aborted) return;
    subscription.sequence += 1;
    const { subscriptionId, sequence: sequenceNumber } = subscription;
    const notification = { eventId: randomUUID(), sequenceNumber, subscription, userId, data };
    const { eventId } = notification;
    const state = 'waiting';
    const delivery: NotificationDelivery = {
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
    const lost = this.switches.isOn('lose-notifications');
    const fault = lost ? undefined : this.#faults.shift();
    const late = this.#late.get(subscription);
    this.#late.delete(subscription);
    if (fault === 'drop' || lost) delivery.state = 'dropped';
    else if (fault === 'reorder' && !late) this.#late.set(subscription, { notification, delivery });
    else this.#hand(notification, delivery);
    if (fault === 'duplicate') this.#hand(notification, delivery);
    if (late) this.#hand(late.notification, late.delivery);
  }

  #hand(notification: Notification, delivery: NotificationDelivery): void {
    const { subscription } = notification;
    const queue = this.#queues.get(subscription) ?? this.#queue();
    this.#queues.set(subscription, queue);
    queue.send(notification, delivery);
  }

  #queue(): DeliveryQueue {
    const bodyOf = (notification: Notification) =>
      this.#settings().notifications === 'xml' ? xmlBody(notification) : jsonBody(notification);
    return new DeliveryQueue({ settings: this.#settings, bodyOf, signal: this.#stopped.signal });
  }
}
