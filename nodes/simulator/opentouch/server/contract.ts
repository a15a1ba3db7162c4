import type { OpenTouch } from '../../../catalogue/static.ts';

/** The person or application that a session was opened for. */
export interface SimulatedUser {
  readonly loginName: string;
  /** An administrator has no telephone; he acts for users by `loginName`. */
  readonly admin: boolean;
  /** Absent for an administrator. */
  readonly user?: OpenTouch<'opentouch-users', 'User'>;
}

/** Several users behind one number: a call to it hunts for one of them who is free. */
export interface HuntingGroup {
  readonly pilot: string;
  /** Where a call goes that none of them takes. */
  readonly overflow?: string;
  /** Login names of those who are logged in, in the order in which the next call tries them. */
  candidates(): readonly string[];
  /** A call rings at one of them. */
  rang(loginName: string): void;
}

/** Everybody whom the server knows. */
export interface Directory {
  readonly all: readonly SimulatedUser[];
  byLogin(loginName: string): SimulatedUser | undefined;
  /** Owner of a company number or of a device (`MOBILE_…` and `NOMADIC_…` ids included). */
  byNumber(number: string): SimulatedUser | undefined;
  /** Connected sets that belong to nobody; only an administrator can call from them. */
  readonly sets?: readonly string[];
  /** The hunting group that has such a number. */
  huntingGroup?(pilot: string): HuntingGroup | undefined;
}

/** One request below the API's base address, already authenticated and matched with the catalogue. */
export interface OperationCall {
  /** Who opened the session (in a supervised session: the supervised user). */
  readonly caller: SimulatedUser;
  /** The user that the request is about: the caller himself, or whom an administrator named. */
  readonly loginName: string;
  /** Ids of the path, decoded. */
  readonly ids: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body, the text of another media type, or undefined. */
  readonly body: unknown;
}

/** What the server answers. A 201 gets its `Location` from `reference`. */
export interface OperationAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly reference?: string;
  readonly location?: string;
}

/** Handlers by node type, one for each operation of the catalogue. They throw `Refused`. */
export type Handlers = Readonly<Record<string, (call: OperationCall) => OperationAnswer | Promise<OperationAnswer>>>;

/** Types of RestErrorInfo with their codes and statuses; chapter "Error management". */
export const refusals = {
  NOT_READY: { code: 1000, status: 503, canRetry: true },
  INVALID_SESSION: { code: 1001, status: 403, canRetry: true },
  NOT_ALLOWED: { code: 1002, status: 403, canRetry: false },
  NOT_FOUND: { code: 1003, status: 404, canRetry: true },
  NOT_EXPECTED: { code: 1004, status: 400, canRetry: true },
  NOT_SUPPORTED: { code: 1005, status: 400, canRetry: false },
  BAD_PARAMETER: { code: 1006, status: 400, canRetry: true },
  SERVER_PROBLEM: { code: 1007, status: 500, canRetry: false },
} as const;

/** A request that the server turns down, answered as RestErrorInfo. */
export class Refused extends Error {
  readonly type: keyof typeof refusals;

  constructor(type: keyof typeof refusals, innerMessage: string) {
    super(innerMessage);
    this.type = type;
  }
}

/** Delivers one notification, its `eventName` first, to every subscription that asked for it. */
export type Notify = (loginName: string, event: { readonly eventName: string }) => void;
