import type { EventEmitter } from 'node:events';
import { installed } from './installed.ts';

/** What `node-red` tells of its own workings: events of all sorts, and hooks around every message. */
export interface Runtime {
  readonly events: EventEmitter;
  readonly hooks: {
    /** Name and label: `onComplete.test`. */
    add(id: string, hook: (event: never) => void): void;
    remove(id: string): void;
  };
}

/** The Node-RED of this process, once it is started. */
export function runtime(): Runtime {
  return installed('node-red') as Runtime;
}

/** A message that a node is done with. */
export interface Completion {
  readonly msg: Readonly<Record<string, unknown>>;
  readonly error?: Error & { readonly code?: string };
  readonly node: { readonly id: string };
}
