/** What the editor's sidebar is told. Times are ISO 8601; no text holds a secret. */
export interface Overview {
  readonly versions: Readonly<Record<'package' | 'nodeRed' | 'node' | 'platform', string>>;
  readonly accounts: readonly AccountRow[];
  /** The first hundred. */
  readonly calls: readonly CallRow[];
  /** How many there are in all; not counted any further than a thousand. */
  readonly callCount: number;
  /** Whether any node follows calls: without one, none are known. */
  readonly followed: boolean;
  /** The last fifty, the newest first. */
  readonly errors: readonly ErrorRow[];
}

/** An account, as it stands. */
export interface AccountRow {
  /** Of its node. */
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly address?: string;
  /** How many nodes use it. */
  readonly nodes: number;
  readonly kind: 'idle' | 'connecting' | 'connected' | 'waiting' | 'stopped';
  /** What keeps it from working. */
  readonly problem?: string;
  readonly since?: string;
  readonly lastHeard?: string;
  readonly lastFailure?: { readonly at: string; readonly text: string };
  readonly nextTry?: string;
  readonly lastEvent?: { readonly at: string; readonly topic: string; readonly text: string };
  /** How many event sources it has, and how many of them are well. */
  readonly sources: { readonly all: number; readonly well: number };
  /** What lies with it, by name: `open`, `overdue`, `waiting`, `parked`. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A call of which it is known that it is going on. */
export interface OngoingCall {
  readonly id: string;
  /** Whose call it is. */
  readonly user?: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly state: 'ringing' | 'talking' | 'held' | 'other';
  /** Of the other party. */
  readonly number?: string;
  readonly name?: string;
  readonly since?: string;
}

/** A call of an account. */
export interface CallRow extends OngoingCall {
  readonly account: string;
}

/** An error of a node, and how often it has happened. */
export interface ErrorRow {
  readonly at: string;
  /** Id of the node in the editor. */
  readonly node: string;
  readonly type: string;
  readonly name?: string;
  readonly code: string;
  readonly text: string;
  readonly times: number;
}
