import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { projectRoot } from '../support/node-red.ts';

/** What the package holds at a moment. */
export interface Held {
  /** Sockets to the servers of its accounts. */
  readonly sockets: number;
  /** Timers that have yet to go off. */
  readonly timers: number;
  /** Bytes of the whole process, after a garbage collection where it may be asked for. */
  readonly heap: number;
}

/** Parts of a timer that Node.js does not describe. */
interface Timer {
  readonly _destroyed?: boolean;
}

/**
 * Follows what the package itself opens, among all that goes on in the process: sockets by where they lead, timers by whose
 * code sets them. Has to be there before what it is to follow.
 */
export class Holdings {
  readonly #ports: ReadonlySet<number>;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<Timer>();
  readonly #waits = new Set<Promise<unknown>>();
  readonly #restore: () => void;

  /** @param ports those at which the servers of the accounts seem to be */
  constructor(ports: readonly number[]) {
    this.#ports = new Set(ports);
    subscribe('net.client.socket', this.#onSocket);
    const { setTimeout: once, setInterval: often } = globalThis;
    const promises = createRequire(import.meta.url)('node:timers/promises') as { setTimeout: typeof setTimeout };
    const { setTimeout: wait } = promises;
    globalThis.setTimeout = this.#following(once);
    globalThis.setInterval = this.#following(often);
    promises.setTimeout = this.#followingWaits(wait);
    this.#restore = () => {
      Object.assign(globalThis, { setTimeout: once, setInterval: often });
      promises.setTimeout = wait;
    };
  }

  now(): Held {
    globalThis.gc?.();
    for (const timer of this.#timers) if (timer._destroyed) this.#timers.delete(timer);
    return {
      sockets: this.#sockets.size,
      timers: this.#timers.size + this.#waits.size,
      heap: process.memoryUsage().heapUsed,
    };
  }

  stop(): void {
    unsubscribe('net.client.socket', this.#onSocket);
    this.#restore();
  }

  readonly #onSocket = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    socket.once('connect', () => {
      if (!this.#ports.has(socket.remotePort ?? 0)) return;
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  };

  #following<Set extends (...given: never[]) => unknown>(set: Set): Set {
    const followed = (...given: Parameters<Set>) => {
      const timer = set(...given);
      if (isByPackage()) this.#timers.add(timer as Timer);
      return timer;
    };
    return Object.assign(followed, set) as unknown as Set;
  }

  #followingWaits<Wait extends (...given: never[]) => unknown>(wait: Wait): Wait {
    const followed = (...given: Parameters<Wait>) => {
      const waiting = wait(...given) as Promise<unknown>;
      if (!isByPackage()) return waiting;
      this.#waits.add(waiting);
      const over = () => void this.#waits.delete(waiting);
      waiting.then(over, over);
      return waiting;
    };
    return followed as unknown as Wait;
  }
}

const built = join(projectRoot, 'dist');

/** Whether the code that sets a timer right now is the package's, as Node-RED has loaded it. */
function isByPackage(): boolean {
  return new Error('who').stack?.split('\n')[3]?.includes(built) === true;
}
