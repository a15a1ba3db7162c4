import type { TelephonyError } from '../runtime/errors.ts';
import type { HttpOptions } from '../runtime/http.ts';

export type AddressMode = 'typed' | 'public' | 'private';

/** What an `opentouch-server` node was configured with, checked and in the units of the program. */
export interface ServerSettings {
  /** One address, or two where the installation is redundant; without `/api/rest`. */
  readonly addresses: readonly string[];
  readonly addressMode: AddressMode;
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
export interface Timing {
  /** First and longest wait before a broken channel is opened again; doubled in between. */
  readonly firstRetry: number;
  readonly longestRetry: number;
  /** A channel that lived for less was closed as soon as it opened. */
  readonly shortLife: number;
  /** How long event sources are collected before the subscription is made. */
  readonly gather: number;
  /** How long closing may take. */
  readonly farewell: number;
}

export const usualTiming: Timing = {
  firstRetry: 1000,
  longestRetry: 30_000,
  shortLife: 1000,
  gather: 30,
  farewell: 3000,
};
