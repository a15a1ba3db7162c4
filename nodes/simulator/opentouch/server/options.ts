import type { FaultSwitches } from '../../server/faults/switches.ts';
import type { SearchTiming } from '../directory/searches.ts';
import type { Exchange } from '../exchange/index.ts';
import type { SeedUser } from '../users/seed.ts';

/** How events are cut into chunks; each of these happens in the field. */
export interface Framing {
  /** Default CRLF, as OpenTouch's own server library sends it. */
  readonly terminator?: '\r\n' | '\n';
  /** Bytes per chunk: cuts inside lines and inside characters. */
  readonly splitEvery?: number;
  /** Events that occur together go out in one chunk. */
  readonly together?: boolean;
  /** An empty line after each event. */
  readonly blankLines?: boolean;
  /** A line that is no JSON after each event. */
  readonly garbage?: boolean;
}

/** What is known to differ between servers, or is not known of the real one. All of it has a default. */
export interface OpenTouchOptions {
  /** Who works here; the built-in company if absent. */
  readonly users?: readonly SeedUser[];
  /**
   * Answer of the authentication address to a request without credentials: a bare 401, a 401 that asks for Basic, or a 302 to
   * the login page (that one whatever the request carries). `authenticatenosso` always takes Basic.
   */
  readonly authentication?: 'preemptive' | 'challenge' | 'redirect';
  /** False: the token is in the body's `credential` only. */
  readonly setCookie?: boolean;
  /** False: the token is in `Set-Cookie` only. */
  readonly credential?: boolean;
  /** What follows the value in `Set-Cookie`. */
  readonly cookieAttributes?: string;
  /** Scheme and host that the server hands out for the Internet and for the local network; else those of the request. */
  readonly publicUrl?: string;
  readonly internalUrl?: string;
  /** Seconds without a request after which a session ends. */
  readonly timeToLive?: number;
  /** Milliseconds of one minute of a subscription's `timeout` and `keepalive`. */
  readonly minute?: number;
  /** False: a 201 names its reference in the body only. */
  readonly location?: boolean;
  /** False: a 201 names its reference in `Location` only. */
  readonly referenceBody?: boolean;
  /** How many users administrators may supervise at the same time. */
  readonly licences?: number;
  /** Status of the channel for a subscription that does not exist. */
  readonly unknownSubscription?: number;
  /** Events kept for a subscription whose channel is not open; the oldest go first. */
  readonly queueLimit?: number;
  /** What a second request for an open channel does. */
  readonly secondPoll?: 'replace' | 'refuse';
  /** Event that is sent before the channel closes by time-out; older servers send one. */
  readonly farewell?: { readonly eventName: string; readonly [key: string]: unknown };
  readonly framing?: Framing;
  /** Milliseconds until an uploaded presentation is cut into slides. */
  readonly slides?: number;
  /** How long telephones ring, and the like. */
  readonly timing?: ConstructorParameters<typeof Exchange>[2];
  /** How long searches in the directory take. */
  readonly searches?: Partial<SearchTiming>;
}

/** Settings that are used where none are given. */
export const defaults = {
  authentication: 'preemptive',
  setCookie: true,
  credential: true,
  cookieAttributes: 'Path=/; HttpOnly',
  timeToLive: 1800,
  minute: 60_000,
  location: true,
  referenceBody: true,
  licences: 100,
  unknownSubscription: 404,
  queueLimit: 1000,
  secondPoll: 'replace',
  slides: 1500,
  framing: {},
} as const satisfies OpenTouchOptions;

/** What the server can do wrong for a while. */
export const openTouchFaults = [
  'refuse-passwords',
  'silence-channels',
  'buffer-channels',
  'withdraw-licences',
  'hand-out-clear-addresses',
] as const;

/** Settings of the simulated OpenTouch, complete, and what it does wrong at the moment. */
export type Settings = OpenTouchOptions &
  Required<Pick<OpenTouchOptions, keyof typeof defaults>> & {
    readonly switches: FaultSwitches<(typeof openTouchFaults)[number]>;
  };

/** Below it stand all operations. */
export const apiPath = '/api/rest/1.0';
