import type { Socket } from 'node:net';
import type { buildConnector, Client } from 'undici';
import { codeOf } from '../error-code.ts';
import type { Connector } from './connector.ts';
import { skipContinue } from './skip-continue.ts';

type Undici = typeof import('undici');

/** One socket at most, with the client that speaks HTTP over it. */
export interface PooledSocket {
  readonly client: Client;
  /** Answers that came over the present socket. */
  answers: number;
  /** Monotonic milliseconds of the end of the last answer. */
  idleSince: number;
  /** Present once there is a socket, connected or not. */
  socket: Socket | undefined;
}

/** What a request asks of its socket. */
export interface Wish {
  /** It can be sent again if the socket turns out to be dead. */
  readonly repeatable: boolean;
  /** Only a socket that nothing went over will do. */
  readonly fresh: boolean;
}

interface Waiting {
  readonly wish: Wish;
  readonly take: (socket: PooledSocket) => void;
}

/** Milliseconds that a socket may have rested for a request that must not be repeated. */
const shortRest = 1000;
/** Milliseconds after which a socket is closed that nobody needs and whose server does not say how long it keeps it. */
const longestRest = 4000;
/** Below this many milliseconds a server that closes resting sockets is taken not to keep any. */
const noRest = 100;
/** Bytes of all headers of an answer at most: login pages set cookies without end. */
const longestHead = 64 * 1024;
/** Milliseconds that it is remembered how soon the server closes resting sockets. */
const memory = 60_000;

/**
 * The sockets to one origin. It learns how the other side treats them: a socket is used again for a request that must
 * not be repeated only where that has worked before, and where it has rested for a moment only; a server or proxy that
 * closes resting sockets without saying so finds them closed in time; one dead socket takes its resting siblings with it.
 */
export class SocketPool {
  readonly #undici: Undici;
  readonly #origin: string;
  readonly #connector: Connector;
  readonly #limit: number;
  readonly #longestQueue: number;
  readonly #open = new Set<PooledSocket>();
  readonly #idle: PooledSocket[] = [];
  readonly #queue: Waiting[] = [];
  /** Whether the other side has been seen to answer twice over one socket. */
  #keeps = false;
  /** Milliseconds that a socket may rest here, as far as is known. */
  #rest = longestRest;
  #learnedAt = Number.NEGATIVE_INFINITY;

  constructor(undici: Undici, origin: string, connector: Connector, limit: number, longestQueue: number) {
    this.#undici = undici;
    this.#origin = origin;
    this.#connector = connector;
    this.#limit = limit;
    this.#longestQueue = longestQueue;
  }

  /** A socket at once, or `undefined` when all are busy. It has to be given back by `release`. */
  take(wish: Wish): PooledSocket | undefined {
    return this.#queue.length > 0 ? undefined : this.#any(wish);
  }

  #any(wish: Wish): PooledSocket | undefined {
    const socket = this.#restingFor(wish);
    if (socket) return socket;
    if (this.#open.size < this.#limit) return this.create();
    const oldest = this.#idle[0];
    if (!oldest) return undefined;
    this.#discard(oldest);
    return this.create();
  }

  /**
   * Waits for a socket.
   * @returns `undefined` when too many wait already
   */
  wait(wish: Wish, signal: AbortSignal): Promise<PooledSocket | 'aborted'> | undefined {
    if (this.#queue.length >= this.#longestQueue) return undefined;
    return new Promise((resolve) => {
      const leave = () => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        resolve('aborted');
      };
      const waiting: Waiting = {
        wish,
        take: (socket) => {
          signal.removeEventListener('abort', leave);
          resolve(socket);
        },
      };
      this.#queue.push(waiting);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Gives a socket back after an answer that has come to its end. */
  release(socket: PooledSocket): void {
    if (!this.#open.has(socket)) return;
    const { socket: wire } = socket;
    if (!wire || wire.destroyed || this.#restNow() < noRest) this.#discard(socket);
    else {
      if (socket.answers > 1) this.#keeps = true;
      socket.idleSince = performance.now();
      this.#idle.push(socket);
    }
    this.#serve();
  }

  /** Ends a socket over which something went wrong. */
  drop(socket: PooledSocket): void {
    this.#discard(socket);
    this.#serve();
  }

  /**
   * Ends a socket that had been used before and turned out to be dead; those that rest are no better.
   * @param closedSince since when it had rested, where the other side has closed it
   */
  suspect(socket: PooledSocket, closedSince?: number): void {
    if (closedSince !== undefined) this.#learn(closedSince);
    for (const other of [...this.#idle]) this.#discard(other);
    this.#discard(socket);
    this.#serve();
  }

  /** Ends all sockets. */
  destroy(): void {
    for (const socket of [...this.#open]) this.#discard(socket);
  }

  /** A new socket, beyond the limit if need be. */
  create(): PooledSocket {
    const connector = this.#connector((wire) => {
      pooled.socket = wire;
      pooled.answers = 0;
    });
    const connect: buildConnector.connector = (options, done) =>
      connector(options, (...opened) => {
        if (opened[1]) skipContinue(opened[1]);
        done(...opened);
      });
    const client = new this.#undici.Client(this.#origin, {
      connect,
      keepAliveTimeout: longestRest,
      maxHeaderSize: longestHead,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const pooled: PooledSocket = { client, answers: 0, idleSince: 0, socket: undefined };
    this.#open.add(pooled);
    client.on('disconnect', (_url, _targets, error) => {
      if (!this.#idle.includes(pooled)) return;
      // undici's own reasons for closing, a hint of the server among them, have this code.
      if (codeOf(error) !== 'UND_ERR_INFO') this.#learn(pooled.idleSince);
      this.#discard(pooled);
    });
    return pooled;
  }

  #restingFor({ fresh, repeatable }: Wish): PooledSocket | undefined {
    if (fresh) return undefined;
    const longest = repeatable ? this.#restNow() : this.#keeps ? Math.min(shortRest, this.#restNow()) : 0;
    const now = performance.now();
    for (;;) {
      const last = this.#idle.at(-1);
      if (!last) return undefined;
      if (!last.socket || last.socket.destroyed) {
        this.#discard(last);
        continue;
      }
      if (now - last.idleSince > longest || longest === 0) return undefined;
      this.#idle.pop();
      return last;
    }
  }

  #restNow(): number {
    if (performance.now() - this.#learnedAt > memory) this.#rest = longestRest;
    return this.#rest;
  }

  /** The other side has closed a socket that had rested since then. */
  #learn(restedSince: number): void {
    const now = performance.now();
    this.#rest = Math.min(this.#restNow(), (now - restedSince) / 2);
    this.#keeps = false;
    this.#learnedAt = now;
  }

  #discard(pooled: PooledSocket): void {
    const index = this.#idle.indexOf(pooled);
    if (index >= 0) this.#idle.splice(index, 1);
    if (!this.#open.delete(pooled)) return;
    pooled.client.destroy().catch(() => undefined);
    // A client does not end what is still being connected.
    pooled.socket?.destroy();
  }

  #serve(): void {
    while (this.#queue.length > 0) {
      const [next] = this.#queue;
      const socket = next && this.#any(next.wish);
      if (!socket) return;
      this.#queue.shift();
      next.take(socket);
    }
  }
}
