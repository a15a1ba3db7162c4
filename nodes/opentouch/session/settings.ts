import type { TelephonyError } from '../../runtime/errors.ts';
import type { HttpOptions } from '../../runtime/http/routes.ts';

/** Which of the addresses that a server hands out is used: as typed, public or private. */
export type AddressMode = 'typed' | 'public' | 'private';

/** What an `opentouch-server` node was configured with, checked and in the units of the program. */
export interface ServerSettings {
  /** One address, or two where the installation is redundant; without `/api/rest`. */
  readonly addresses: readonly string[];
  readonly addressMode: AddressMode;
  /** Whether events may come over http although the account's address is https, where the server offers nothing else. */
  readonly clearChannel?: boolean;
  readonly authentication: 'basic' | 'nosso';
  readonly login: string;
  readonly password: string;
  readonly applicationName: string;
  readonly supervised?: { readonly type: string; readonly id: string };
  /** Values for fields of the same name that nobody filled in. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Milliseconds for one request. */
  readonly timeout: number;
  readonly http: HttpOptions;
  /** Why no login can be tried with these settings. */
  readonly problem?: TelephonyError;
}

/** Intervals of the connection and the channel, in milliseconds. */
export interface ConnectionTiming {
  /** First and longest wait before a broken channel is opened again; doubled in between. */
  readonly firstRetry: number;
  readonly longestRetry: number;
  /** A channel that lived for less was closed as soon as it opened. */
  readonly shortLife: number;
  /** How long event sources are collected before the subscription is made. */
  readonly gather: number;
  /** How long closing may take. */
  readonly farewell: number;
  /** One minute of the times that a subscription asks for. */
  readonly minute: number;
  /** How much later than promised something may come before it counts as missing. */
  readonly grace: number;
  /** Longest wait between log-ins that are refused without a word about the credentials: accounts may lock. */
  readonly longestLoginRetry: number;
  /** How long a question to an address may take that is only to find out whether anybody is there. */
  readonly probe: number;
  /** How long broken lines of the channel are counted before they are told. */
  readonly count: number;
}

/** Timing outside of tests, in milliseconds. */
export const usualConnectionTiming: ConnectionTiming = {
  firstRetry: 1000,
  longestRetry: 30_000,
  shortLife: 1000,
  gather: 30,
  farewell: 3000,
  minute: 60_000,
  grace: 10_000,
  longestLoginRetry: 300_000,
  probe: 5000,
  count: 1000,
};
