import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** The open connections that servers of this process have accepted, by port. */
export class AcceptedSockets {
  readonly #open = new Map<Socket, number>();
  readonly #watch = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    this.#open.set(socket, socket.localPort ?? 0);
    socket.once('close', () => this.#open.delete(socket));
  };

  constructor() {
    subscribe('net.server.socket', this.#watch);
  }

  at(port: number): number {
    return [...this.#open.values()].filter((local) => local === port).length;
  }

  /** Where the connections to a port come from: the ports at the other end. */
  originsAt(port: number): number[] {
    return [...this.#open].filter(([, local]) => local === port).map(([socket]) => socket.remotePort ?? 0);
  }

  stop(): void {
    unsubscribe('net.server.socket', this.#watch);
  }
}
