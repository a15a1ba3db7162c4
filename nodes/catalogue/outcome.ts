/** How an event, or a state that is read, shows that it is about one request and that the request has been carried out. */
export interface OutcomeSign {
  /**
   * By dotted place the input whose value stands there. Each value of an input that has several must be
   * told, by one event or by several; an input that was not given is not compared.
   */
  readonly same?: Readonly<Record<string, string>>;
  /** What stands at a place for each value of an input; an empty text: nothing, in a structure that is sent. */
  readonly becomes?: {
    readonly at: string;
    readonly input: string;
    readonly values: Readonly<Record<string, string>>;
  };
  /** At each of these sets of places something is found: one of the values, where an empty text is nothing; or whatever it is. */
  readonly found?: readonly FoundSign[];
}

/** Something that stands at one of several places, whatever was asked for. */
export interface FoundSign {
  readonly at: readonly string[];
  readonly values?: readonly string[];
}

/** An event that says how a request ended. */
export interface OutcomeEvent extends OutcomeSign {
  readonly event: string;
}

/** An event that says why a request failed. */
export interface FailureEvent extends OutcomeEvent {
  /** Dotted places of the server's own name of the failure, and of what it says of it to people, likeliest first. */
  readonly type: readonly string[];
  readonly reason: readonly string[];
  /** What failed, for people, where the event does not say it. */
  readonly what?: string;
}

/** How an operation is known to have ended where its answer only says that the server has accepted it. */
export interface OutcomeRule {
  /** Any of them will do. */
  readonly done: readonly OutcomeEvent[];
  readonly failed?: FailureEvent;
  /** Reads what has been asked for; servers tell of no change where nothing changes, and not everybody gets events. */
  readonly state?: OutcomeSign & {
    readonly operation: string;
    /** What is read is no longer there when it has been carried out. */
    readonly gone?: true;
  };
  /** Input that the events repeat; sent with a value of its own where nobody gives one. */
  readonly correlation?: string;
}
