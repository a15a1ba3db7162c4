import type { CallView } from '../calls/model.ts';
import type { Service } from '../services.ts';
import type { Subscription } from './subscriptions.ts';

/** What a notification tells. */
export interface EventData {
  readonly type: string;
  readonly call?: CallView;
  readonly calls?: readonly CallView[];
  readonly messageSummary?: { readonly newMessages: number; readonly oldMessages: number };
  readonly info?: Service;
}

/** A notification on its way to one subscriber. */
export interface Notification {
  readonly eventId: string;
  /** Counts the notifications of a subscription from 1; gaps mean that some are lost. */
  readonly sequenceNumber: number;
  readonly subscription: Subscription;
  /** Whom it is about. */
  readonly userId: string;
  readonly data: EventData;
}

/** Its name when a subscription has come to its end. */
export const terminated = 'SubscriptionTerminatedEvent';
