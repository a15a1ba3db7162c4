import type { Node } from 'node-red';
import type { DescribedOperation } from './describe.ts';
import type { Origin } from './errors.ts';

/** One HTTP request below an API's base address, ready to be sent. */
export interface WireRequest {
  readonly method: string;
  /** Ids percent-encoded. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: no body at all. A form goes out as multipart, with the media type that belongs to it. */
  readonly body?: string | Buffer | FormData;
}

export interface WireResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Milliseconds; the account's own if absent. */
  readonly timeout?: number;
}

/** What a refused request says of itself, in the field names of every `cause`. */
export interface Refusal {
  readonly type?: string;
  readonly code?: number | string;
  readonly helpMessage?: string;
  readonly innerMessage?: string;
  readonly canRetry?: boolean;
  readonly requestId?: string;
}

/** What an account gives to the operation nodes that use it. */
export interface Connection {
  /** Values for fields of the same name that nobody filled in. */
  readonly defaults: Readonly<Record<string, string>>;
  /** What the account has chosen among the dialects of its system, by property of the account. */
  readonly dialects?: Readonly<Record<string, string>>;
  /**
   * Sends a request within the account's session, opening it when there is none. Resolves with the answer whatever its
   * status; rejects with a TelephonyError when there is no answer or no session to be had.
   */
  send(operation: DescribedOperation, request: WireRequest, options: SendOptions): Promise<WireResponse>;
  /**
   * Fetches what a URL out of an answer leads to, within the session. Cookies go where they belong and nowhere else.
   * @param origin whose error a failure is
   */
  fetch(url: string, origin: Origin, options: SendOptions): Promise<WireResponse>;
  /** Reads the system's own error body. */
  refusal(response: WireResponse): Refusal;
}

/** A configuration node as the nodes that use it see it. */
export interface Shared {
  attach(node: Node): void;
  /** Resolves when nothing is left of what the last user needed. */
  detach(node: Node): Promise<void>;
}

/** The configuration node of an account, as the nodes of its operations see it. */
export interface Account extends Shared {
  readonly connection: Connection;
}
