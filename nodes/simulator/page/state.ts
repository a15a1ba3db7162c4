// What the simulator's page is told, as JSON. The page's own code reads it, too, so nothing of Node.js is in here.

import type { FaultState } from '../server/faults/state.ts';

/** What somebody can do with a call of theirs. */
export type CallAction = 'answer' | 'hold' | 'retrieve' | 'transfer' | 'divert' | 'hang-up';

/** What somebody, or somebody for them, can do with a telephone. */
export type TelephoneAction =
  | CallAction
  /** `{to}`: calls a number. */
  | 'call'
  /** `{from, name?}`: somebody outside rings it. */
  | 'ring'
  /** `{from, seconds?}`: somebody outside leaves a voice message. */
  | 'leave-message'
  /** `{to}`: diverts all calls; without a number, none. */
  | 'forward'
  /** `{on}`: do not disturb. */
  | 'do-not-disturb'
  /** `{value}`: what they say of themselves. */
  | 'presence'
  /** `{to, text}`: an instant message to a colleague. */
  | 'message'
  /** `{group}`: takes calls of a hunting group from now on. */
  | 'log-in'
  /** `{group}`: takes none any more. */
  | 'log-out';

/** How a call stands for one of those who are in it. */
export type CallProgress = 'ringing' | 'calling' | 'active' | 'held' | 'ending';

/** A call on somebody's telephone. */
export interface TelephoneCall {
  readonly id: string;
  /** The {@link LiveCall} that it is an end of. */
  readonly live: string;
  readonly progress: CallProgress;
  /** Names or numbers of the others. */
  readonly others: readonly string[];
  readonly can: readonly CallAction[];
}

/** Somebody's telephone. */
export interface Telephone {
  /** The login name, or what else names somebody in the system. */
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly kind: string;
  readonly calls: readonly TelephoneCall[];
  /** What can be done beside calls. */
  readonly can: readonly TelephoneAction[];
  /** Voice messages that have not been listened to; undefined without a mailbox. */
  readonly voiceMessages?: number;
  readonly doNotDisturb?: boolean;
  /** Where all calls go; empty: nowhere. */
  readonly forward?: string;
  readonly presence?: string;
  /** Values that {@link presence} can have. */
  readonly presences?: readonly string[];
}

/** Somebody who can take calls of a hunting group. */
export interface GroupAgent {
  /** The {@link Telephone}. */
  readonly id: string;
  readonly name: string;
  readonly loggedIn: boolean;
}

/** A number behind which there are several telephones. */
export interface HuntingGroupState {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly order: string;
  /** Number that calls go to that nobody takes; empty: nowhere. */
  readonly overflow: string;
  readonly agents: readonly GroupAgent[];
}

/** One end of a call. */
export interface CallEnd {
  readonly name: string;
  readonly progress: CallProgress;
}

/** A call, as somebody who sees both ends. */
export interface LiveCall {
  readonly id: string;
  readonly ends: readonly CallEnd[];
}

/** What can be done with each row of a table. */
export interface RowAction {
  readonly label: string;
  readonly method: 'PUT' | 'DELETE';
  /** Below `/simulator`; names in braces are columns: `/business-talk/orders/{orderId}`. */
  readonly path: string;
  /** What is sent along: a field, and values that it can have. Others can be typed in. */
  readonly field?: { readonly name: string; readonly values: readonly string[] };
}

/** A table of whatever there is. */
export interface Table {
  readonly title: string;
  /** How many rows there are, where not all of them are here. */
  readonly count: number;
  readonly action?: RowAction;
  readonly rows: readonly Readonly<Record<string, string | number | boolean | undefined>>[];
}

/** What can be played at a partner. */
export interface PartnerUseCases {
  /** Address that is there before anybody types one. */
  readonly url: string;
  readonly useCases: readonly { readonly name: string; readonly title: string }[];
}

/** A request to a partner, and what came of it. */
export interface PartnerStep {
  readonly title: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly answer?: { readonly status: number; readonly body: unknown };
  readonly event?: unknown;
}

/** The verdict on one use case. */
export interface PartnerReport {
  readonly name: string;
  readonly title: string;
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  readonly steps: readonly PartnerStep[];
}

/** One of the simulated systems at this moment. */
export interface SystemState {
  readonly name: string;
  readonly title: string;
  /** None: a system without telephones. */
  readonly telephones: readonly Telephone[];
  readonly calls: readonly LiveCall[];
  readonly groups: readonly HuntingGroupState[];
  /** Where use cases can be played at a partner. */
  readonly partner?: PartnerUseCases;
}

/** Everything at this moment. */
export interface PageState {
  readonly systems: readonly SystemState[];
  /** The faults that can be started. */
  readonly faults: readonly FaultState[];
}

/** What else there is in each system, by its name. Told apart from the rest, for it is long and need not be so fresh. */
export type PageTables = Readonly<Record<string, readonly Table[]>>;

/** Something that was said: a request with its answer, or an event. */
export interface LogEntry {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly system: string;
  readonly kind: 'request' | 'event';
  /** The operation or the event. */
  readonly name: string;
  /** Who it is about, or method and address. */
  readonly about: string;
  readonly status?: number;
  readonly sent: string;
  readonly answer?: string;
}

/** Entries of the log since the last time. */
export interface LogBatch {
  readonly entries: readonly LogEntry[];
  /** How many were left out, for there were too many. */
  readonly skipped: number;
}
