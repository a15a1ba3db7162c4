/** A subscription that we have made. */
export interface KeptSubscription {
  readonly id: string;
  readonly userId: string;
  readonly eventType: string;
}

/** What an account has to know of its notifications after a restart. */
export interface Kept {
  /** The last step of its address: whoever knows it can send notifications. */
  readonly secret: string;
  readonly subscriptions: readonly KeptSubscription[];
  /** Ids of the voice messages that flows have been told of, by user. */
  readonly mailboxes: Readonly<Record<string, readonly string[]>>;
}
