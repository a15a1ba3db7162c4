import { notifications } from '../../../catalogue/teaming/notifications.ts';
import type { Event } from '../../../catalogue/types.ts';
import { sentNameOf } from '../../../schema/events.ts';
import type { Json } from '../../../schema/json.ts';
import { write } from '../../../schema/write.ts';
import type { TeamingSubscription } from './subscriptions.ts';

const { events } = notifications;

/** What a notification tells, as its JSON has it: what happened, and calls, messages or the settings of a service. */
export interface EventData extends Json {
  readonly type: string;
}

/** A notification on its way to one subscriber. */
export interface Notification {
  readonly eventId: string;
  /** Counts the notifications of a subscription from 1; gaps mean that some are lost. */
  readonly sequenceNumber: number;
  readonly subscription: TeamingSubscription;
  /** Whom it is about. */
  readonly userId: string;
  readonly data: EventData;
}

/** The name of an event as the platform sends it: `CallReceivedEvent`. */
export function sentName(event: keyof typeof events): string {
  return `${sentNameOf(event, events[event])}Event`;
}

/** Any event of the catalogue with these fields, as it is told. Throws an error when there is none of that name. */
export function declaredEvent(event: string, fields: Json): EventData {
  if (!Object.hasOwn(events, event)) throw new Error(`there is no event "${event}"`);
  return { type: sentName(event as keyof typeof events), ...write(notifications, 'EventData', fields) };
}

/** Whether somebody who subscribed to a kind of events is told of one; of a service's changes who asked for that service. */
export function isIn(eventType: string, name: string): boolean {
  const known: [string, Event] | undefined = Object.entries(events).find(
    ([event, declared]) => `${sentNameOf(event, declared)}Event` === name,
  );
  return known ? known[1].packages?.includes(eventType) === true : serviceEvent(eventType) === name;
}

/** The name of the event that tells of a change of a service: `DoNotDisturbEvent`. */
export function serviceEvent(service: string): string {
  return `${service.replaceAll(' ', '')}Event`;
}

/** Its name when a subscription has come to its end. */
export const terminated = sentName('subscription-terminated');
