import type { TelephonyError } from '../../runtime/errors.ts';

/** What one event source asks for: kinds of events, of users. */
export interface Interest {
  /** Empty: the account's own user. */
  readonly users: readonly string[];
  readonly eventTypes: readonly string[];
  /** Whether a new voice message is to be fetched with its sound. */
  readonly audio: boolean;
}

/** What a flow is told. */
export interface News {
  readonly topic: string;
  readonly payload: unknown;
  readonly userId?: string;
  readonly eventType?: string;
}

/** How the subscriptions of an event source stand, for its status. */
export type NotificationState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly count: number; readonly renewal: Date }
  | { readonly kind: 'waiting'; readonly seconds: number; readonly reason: TelephonyError };

/** An event source. Its handlers must not throw, and must not change what they are given. */
export interface NotificationListener {
  readonly interest: Interest;
  onNews(news: News): void;
  onState(state: NotificationState): void;
  /** Something is wrong that a flow should hear of. */
  onProblem(error: TelephonyError): void;
  /** Something that a person should know. */
  onWarning(text: string): void;
}
