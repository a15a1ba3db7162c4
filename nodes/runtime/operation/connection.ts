import type { Node } from 'node-red';
import type { DescribedOperation } from '../../schema/describe.ts';
import type { Json } from '../../schema/json.ts';
import type { Values } from '../../schema/values.ts';
import type { Origin, ServerError } from '../errors.ts';
import type { Health } from '../health.ts';
import type { AccountLabel } from '../wording.ts';

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

/** An HTTP answer, read completely. */
export interface WireResponse {
  /** Of the request. Absent where it is not known whether it may be sent again. */
  readonly method?: string;
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** How to send a request: until when, and until who gives up. */
export interface SendOptions {
  readonly signal: AbortSignal;
  /** Milliseconds; the account's own if absent. */
  readonly timeout?: number;
}

/** How an account has carried out an operation by itself. */
export interface CarriedOut {
  /** The HTTP status that says as much; `msg.response.statusCode`. */
  readonly status: number;
  readonly payload: unknown;
}

/** What an account gives to the operation nodes that use it. */
export interface Connection {
  /** Values for fields of the same name that nobody filled in. */
  readonly defaults: Readonly<Record<string, string>>;
  /** What the account has chosen among the dialects of its system, by property of the account. */
  readonly dialects?: Readonly<Record<string, string>>;
  /**
   * Carries an operation out given its values, of an account that sends no request for it. Where it is absent, as it is of
   * most, the operation's request is sent.
   * @param values checked, by the names of the operation's fields
   * @throws TelephonyError when it cannot be done
   */
  carryOut?(operation: DescribedOperation, values: Values, options: SendOptions): Promise<CarriedOut>;
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
  /** Header of an answer that holds the server's number of the request, lower case. */
  readonly requestIdHeader?: string;
  /** Reads the system's own error body. */
  readError(response: WireResponse): ServerError;
}

/** Which events somebody listens for. */
export interface EventsWanted {
  readonly names: readonly string[];
  /** Whose; the account's own user if absent. */
  readonly loginName?: string | undefined;
}

/** The account's one flow of events, for operations that an event concludes. */
export interface EventListening {
  /**
   * Hands over the events of those names until the returned function is called; by then the server knows that they are
   * wanted. Resolves with undefined where the account gets no such events, or not in time. Never rejects.
   * @param within milliseconds that it may take
   */
  listen(
    wanted: EventsWanted,
    onEvent: (event: Json) => void,
    options: { readonly signal: AbortSignal; readonly within: number },
  ): Promise<(() => void) | undefined>;
}

/** What somebody looks for in a list of an account. */
export interface ListSearch {
  /** What was typed. */
  readonly text: string;
  /** Values of fields that the list depends on. */
  readonly known: Readonly<Record<string, string>>;
}

/** Lists that an account makes by itself, by name. */
export type AccountLists = Readonly<
  Record<string, (search: ListSearch, options: SendOptions) => Promise<readonly object[]>>
>;

/** A configuration node as the nodes that use it see it. */
export interface Shared {
  /** Name and address, by which errors call it. */
  readonly label?: AccountLabel;
  /** What the account knows of itself; absent where it keeps no connection. */
  readonly health?: Health;
  attach(node: Node): void;
  /** Resolves when nothing is left of what the last user needed. */
  detach(node: Node): Promise<void>;
}

/** The configuration node of an account, as the nodes of its operations see it. */
export interface Account extends Shared {
  readonly connection: Connection;
  /** Absent where the account hears no events. */
  readonly listening?: EventListening;
  /** Absent where operations list all that there is. */
  readonly lists?: AccountLists;
}
