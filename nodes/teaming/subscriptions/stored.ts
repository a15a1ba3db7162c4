/** A subscription that we have made. */
export interface StoredSubscription {
  readonly id: string;
  readonly userId: string;
  readonly eventType: string;
  /** When it was last known to be alive; ISO 8601. */
  readonly aliveAt?: string | undefined;
}

/** What an account has to know of its notifications after a restart. */
export interface StoredWebhook {
  /** The last step of its address: whoever knows it can send notifications. */
  readonly secret: string;
  readonly subscriptions: readonly StoredSubscription[];
  /** Ids of the voice messages that flows have been told of, by user. */
  readonly mailboxes: Readonly<Record<string, readonly string[]>>;
}
