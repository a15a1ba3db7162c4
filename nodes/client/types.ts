/** The way of the requests. */
export interface NetworkOptions {
  /** As for Node.js' `tls.connect`. */
  readonly tls?: {
    readonly ca?: string | readonly string[];
    readonly cert?: string;
    readonly key?: string;
    readonly passphrase?: string;
    readonly rejectUnauthorized?: boolean;
  };
  /** `http://user:password@proxy.example.com:3128` */
  readonly proxy?: string;
}

/** How to reach an OpenTouch server. Texts as in the dialog of the account node. */
export interface ConnectOptions extends NetworkOptions {
  readonly system?: 'opentouch';
  /** `https://ot.example.com` */
  readonly url: string;
  readonly login: string;
  readonly password: string;
  /** The other server of a redundant pair. */
  readonly secondUrl?: string;
  /** Which of the addresses that the server hands out to use; `typed` keeps the one in `url`. */
  readonly addressMode?: 'typed' | 'public' | 'private';
  readonly clearChannel?: boolean;
  readonly authentication?: 'basic' | 'nosso';
  readonly applicationName?: string;
  /** Used wherever a request leaves it out. */
  readonly loginName?: string;
  /** Used wherever a request leaves it out. */
  readonly deviceId?: string;
  /** Whose session an administrator opens instead of his own. */
  readonly supervised?: { readonly type: string; readonly id: string };
  /** Whose events an administrator wants. */
  readonly loginNames?: readonly string[];
  /** Seconds for one request. */
  readonly timeout?: number;
}

/** An application at api.orange.com. Texts as in the dialog of the account node. */
export interface GatewayOptions extends NetworkOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Address of the API; Orange's own if absent. */
  readonly baseUrl?: string;
  /** Address that gives tokens; Orange's own if absent. */
  readonly tokenUrl?: string;
  /** Requests within a second; 25 if absent, 0 for as many as come. */
  readonly requestsPerSecond?: number;
  /** File that keeps the tokens from one run to the next. */
  readonly tokenFile?: string;
  /** What the file is encrypted with; the client secret if absent. */
  readonly tokenSecret?: string;
}

/** How to reach Teaming, in the name of the user who gave the refresh token. */
export interface TeamingOptions extends GatewayOptions {
  readonly system: 'teaming';
  /** What the application got for the user's consent. A newer one in `tokenFile` takes its place. */
  readonly refreshToken: string;
  /** Used wherever a request leaves it out. */
  readonly userId?: string;
  /** Ways in which the service may want its requests, as in the account node. */
  readonly profile?: 'proposed' | 'seed-literal';
  readonly destination?: 'query address' | 'body address' | 'body phoneNumber' | 'body destination';
  readonly marking?: 'query' | 'sub-paths' | 'body';
}

/** How to reach Business Talk. */
export interface BusinessTalkOptions extends GatewayOptions {
  readonly system: 'business-talk';
  readonly apiKey: string;
  /** Used wherever a request leaves it out. */
  readonly customerCode?: string;
  /** Where orders of voice sites are sent. */
  readonly orderPath?: '/orders/voicesite' | '/orders';
}

/** How to carry out one request. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Seconds. */
  readonly timeout?: number;
}

/** What is told after events may have been lost: the state as the server has it now, by user. */
export interface Resync {
  /** ISO 8601. */
  readonly lostSince?: string;
  readonly users: readonly { readonly loginName?: string; readonly [structure: string]: unknown }[];
}

/** How the channel that brings the events stands. */
export interface ChannelState {
  readonly kind: 'connecting' | 'connected' | 'waiting' | 'stopped';
  /** Until the next attempt. */
  readonly seconds?: number;
  readonly reason?: TelephonyError;
}

/** Every request that fails rejects with one. The codes are listed in docs/errors.md. */
export interface TelephonyError extends Error {
  readonly code: string;
  readonly cause: {
    readonly system: string;
    readonly operation: string;
    readonly status?: number;
    readonly field?: string;
    readonly type?: string;
    readonly helpMessage?: string;
    readonly innerMessage?: string;
    readonly requestId?: string;
    readonly canRetry: boolean;
  };
}
