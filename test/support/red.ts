import type { EventEmitter } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** What the tests use of the module `node-red`. */
export interface RedModule {
  init(server: Server, settings: Readonly<Record<string, unknown>>): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly events: EventEmitter;
  readonly httpAdmin: (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
  readonly httpNode: ((request: IncomingMessage, response: ServerResponse) => void) & ExpressApplication;
  readonly nodes: {
    getNode(id: string): RuntimeNode | null;
    getNodeList(): { readonly id: string; readonly types: readonly string[]; readonly err?: unknown }[];
  };
}

/** What Express keeps of its layers, and where it is mounted. */
interface ExpressApplication {
  readonly _router?: { readonly stack: readonly unknown[] };
  readonly parent?: ExpressApplication;
}

/** A running node. */
export interface RuntimeNode {
  readonly id: string;
  readonly type: string;
  receive(message: Record<string, unknown>): void;
  context(): {
    readonly flow: Context;
    readonly global: Context;
  };
}

export interface Context {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

/** An entry of Node-RED's log: 10 fatal, 20 error, 30 warn, 40 info, 50 debug, 60 trace. */
export interface LogEntry {
  readonly level: number;
  readonly id?: string;
  readonly type?: string;
  readonly msg: unknown;
}

export interface NodeStatus {
  readonly fill?: string;
  readonly shape?: string;
  readonly text?: string;
}
