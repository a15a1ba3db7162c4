/** What happened, in one word, whatever the shape in which it was told. */
export type Kind =
  | 'alerting'
  | 'originated'
  | 'answered'
  | 'held'
  | 'retrieved'
  | 'released'
  | 'voicemail'
  | 'subscription-state'
  | 'subscription-terminated'
  | 'other';

/** A call as notifications tell it. Whatever they leave out is absent. */
export interface NotifiedCall {
  readonly callId?: string;
  readonly externalTrackingId?: string;
  readonly direction?: 'incoming' | 'outgoing';
  /** In the API's own words: `Alerting`, `Active`, `Held`, `Released` … */
  readonly state?: string;
  readonly remote?: { readonly number?: string; readonly name?: string };
  /** ISO 8601. */
  readonly times?: {
    readonly start?: string;
    readonly answer?: string;
    readonly held?: string;
    readonly release?: string;
  };
  /** Who ended it: `localRelease`, `remoteRelease`. */
  readonly releasingParty?: string;
}

/** A notification in plain fields. */
export interface TeamingEvent extends NotifiedCall {
  readonly event: Kind;
  /** The API's own name of what happened: `CallReceivedEvent`. */
  readonly type?: string;
  readonly userId?: string;
  /** What was subscribed to: `Basic Call`. */
  readonly eventType?: string;
  readonly eventId?: string;
  readonly sequenceNumber?: number;
  readonly subscriptionId?: string;
  /** Of a `subscription-state`: the calls there are. */
  readonly calls?: readonly NotifiedCall[];
  /** Of a `voicemail`. */
  readonly newMessages?: number;
  readonly oldMessages?: number;
  /** As it was sent: what JSON held, or the text of an XML document. */
  readonly raw: unknown;
}
