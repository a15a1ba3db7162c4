import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { PartnerUseCases, RowAction } from '../page/state.ts';
import type { Telephones } from '../page/telephones.ts';
import type { FaultSwitches } from './faults/switches.ts';

/** One request as it came in, its body read. */
export interface Incoming {
  readonly method: string;
  /** As the client addressed it: scheme and host are what the client used, not what the server listens on. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An HTTP answer of a simulated system. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Takes the response over once its head is sent, and keeps it open. */
  readonly stream?: (response: ServerResponse) => void;
}

/** A request that a system has recognised as its own. */
export interface Claim {
  /** Node type of the operation, or another stable word: what faults and the request list call it. */
  readonly name: string;
  /** The path with its ids in braces. */
  readonly template: string;
  answer(): Reply | Promise<Reply>;
}

/** One row of the tables on the simulator's page. */
export type TableRow = Readonly<Record<string, string | number | boolean | undefined>>;

/** Something to try at the command line. */
export interface Hint {
  readonly what: string;
  readonly command: string;
}

/** A request to the simulator itself, below `/simulator`. Problems are thrown as errors. */
export type Control = (ids: Readonly<Record<string, string>>, body: Record<string, unknown>) => unknown;

/** One of the APIs that share the simulator's server. */
export interface SimulatedSystem {
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  claim(incoming: Incoming): Claim | undefined;
  /** The system's own way to say that it cannot serve a request. */
  refusal(status: number, type?: string): Reply;
  /** What a client needs to get in, by title: addresses, users, passwords, keys. All of it is invented, so none of it is secret. */
  access(origin: string): Readonly<Record<string, readonly TableRow[]>>;
  hints(origin: string): readonly Hint[];
  /** What there is at this moment, by title. */
  snapshot(): Promise<Readonly<Record<string, readonly TableRow[]>>>;
  /** What can happen to it, by name; `milliseconds` says for how long where that has a meaning. */
  readonly actions: Readonly<Record<string, (milliseconds?: number) => void>>;
  /** What it can do wrong for a while. */
  readonly switches?: Pick<FaultSwitches, 'names' | 'set'>;
  /** By method and path below `/simulator`: `POST /calls`. */
  readonly controls: Readonly<Record<string, Control>>;
  /** Those of its users, where it has telephones. */
  readonly telephones?: Telephones;
  /** Tells of every event from now on: whom it is about, its name, and the event itself. */
  observe?(observer: (about: string, name: string, event: object) => void): void;
  /** What can be done on the page with the rows of a table, by its title. */
  readonly rowActions?: Readonly<Record<string, RowAction>>;
  /** Where it plays use cases at a partner. */
  readonly partner?: PartnerUseCases;
  stop(): void;
}

/** Reply with a JSON body. */
export function json(status: number, body: unknown, headers: Reply['headers'] = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** The object in a JSON body; an empty body is an empty object. Throws an error that says what is wrong. */
export function requestObject(body: Buffer): Record<string, unknown> {
  const text = body.toString('utf8').trim();
  if (!text) return {};
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('a JSON object is expected');
  return value as Record<string, unknown>;
}
