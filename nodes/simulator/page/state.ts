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
  | 'message';

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

/** A table of whatever there is. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, string | number | boolean | undefined>>[];
}

/** One of the simulated systems at this moment. */
export interface SystemState {
  readonly name: string;
  readonly title: string;
  /** None: a system without telephones. */
  readonly telephones: readonly Telephone[];
  readonly calls: readonly LiveCall[];
  readonly tables: readonly Table[];
  /** What can be tried on the page of tables, in words. */
  readonly panel?: string;
}

/** Everything at this moment. */
export interface PageState {
  readonly systems: readonly SystemState[];
  /** The faults that can be started. */
  readonly faults: readonly FaultState[];
}

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
