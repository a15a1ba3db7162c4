import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What the layer does to the connections that go through it. */
export type TcpFault =
  /** Passes everything on. */
  | { readonly kind: 'none' }
  /** Nobody listens any more. */
  | { readonly kind: 'refuse' }
  /** Ends a connection by a reset as soon as the client has sent something; the server never sees it. */
  | { readonly kind: 'reset-before-answer' }
  /** Passes the request on, and ends the connection by a reset when the answer comes, after so many bytes of it. */
  | { readonly kind: 'reset-in-answer'; readonly after?: number }
  /** Ends a connection by a reset once its first answer is through and so many milliseconds have gone by. */
  | { readonly kind: 'reset-after-answer'; readonly milliseconds?: number }
  /**
   * Keeps connections open and passes nothing on, in one direction or in both: no FIN, no reset. A connection on which
   * something was swallowed stays like that afterwards.
   */
  | { readonly kind: 'freeze'; readonly direction: 'to-server' | 'to-client' | 'both' }
  /** Passes everything on so many milliseconds later, each way. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Ends a connection in good order, after so many bytes of an answer. */
  | { readonly kind: 'cut'; readonly after: number }
  /** Passes answers on so many bytes a second. */
  | { readonly kind: 'trickle'; readonly bytesPerSecond: number }
  /** Ends a connection in good order after its first answer, of which nothing was said. */
  | { readonly kind: 'close-after-answer' };

/** A layer of TCP between a client and a server, that can fail as networks and their devices do. */
export interface FaultProxy {
  readonly port: number;
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** Connections of clients accepted so far, and open now. */
  accepted(): number;
  open(): number;
  /** What happens from now on, to new connections and to those that are open. */
  set(fault: TcpFault): Promise<void>;
  /** Ends all open connections: in good order, or by a reset. */
  endAll(how: 'fin' | 'reset'): void;
  stop(): Promise<void>;
}

/** What is held back, and until when by the monotonic clock. */
interface Held {
  readonly chunk: Buffer;
  readonly due: number;
}

/** One direction of a connection. What is held back goes out in order, before anything that comes later. */
interface Way {
  readonly to: Socket;
  readonly waiting: Held[];
  /** Something was swallowed here, so that nothing that comes later would make sense. */
  dead: boolean;
  /** Called when all that was held back is out. */
  onEmpty: (() => void) | undefined;
}

/** One connection of a client, and the one to the server that belongs to it. */
interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  readonly toServer: Way;
  readonly toClient: Way;
  /** Bytes of answers that have gone to the client. */
  answered: number;
}

const wayTo = (to: Socket): Way => ({ to, waiting: [], dead: false, onEmpty: undefined });

/**
 * Starts a layer in front of a server.
 * @param target port of the server on 127.0.0.1
 */
export async function startFaultProxy(target: number): Promise<FaultProxy> {
  let fault: TcpFault = { kind: 'none' };
  let accepted = 0;
  const pairs = new Set<Pair>();
  const timers = new Set<NodeJS.Timeout>();

  const later = (milliseconds: number, task: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      task();
    }, milliseconds);
    timers.add(timer);
  };
  const frozen = (way: 'to-server' | 'to-client') =>
    fault.kind === 'freeze' && (fault.direction === 'both' || fault.direction === way);
  const reset = ({ client, server }: Pair) => {
    client.resetAndDestroy();
    server.destroy();
  };
  const finish = ({ client, server }: Pair) => {
    client.end();
    server.destroy();
  };
  const send = (way: Way, chunk: Buffer) => void (way.to.writable && way.to.write(chunk));

  /** Sends the next of what is held back, by the fault of that moment. */
  const pump = (way: Way) => {
    const [next] = way.waiting;
    if (!next) return way.onEmpty?.();
    const { chunk, due } = next;
    if (fault.kind === 'trickle') {
      send(way, chunk.subarray(0, 1));
      if (chunk.length > 1) way.waiting[0] = { chunk: chunk.subarray(1), due };
      else way.waiting.shift();
      return later(1000 / fault.bytesPerSecond, () => pump(way));
    }
    const wait = fault.kind === 'delay' ? due - performance.now() : 0;
    if (wait > 0) return later(wait, () => pump(way));
    way.waiting.shift();
    send(way, chunk);
    pump(way);
  };
  const pass = (way: Way, chunk: Buffer, wait = 0) => {
    if (way.waiting.length === 0 && wait === 0) return send(way, chunk);
    way.waiting.push({ chunk, due: performance.now() + wait });
    if (way.waiting.length === 1) later(wait, () => pump(way));
  };
  const delay = () => (fault.kind === 'delay' ? fault.milliseconds : 0);

  const toServer = (pair: Pair, chunk: Buffer) => {
    if (frozen('to-server')) pair.toServer.dead = true;
    if (pair.toServer.dead) return;
    if (fault.kind === 'reset-before-answer') return reset(pair);
    pass(pair.toServer, chunk, delay());
  };

  const toClient = (pair: Pair, chunk: Buffer) => {
    if (frozen('to-client')) pair.toClient.dead = true;
    if (pair.toClient.dead) return;
    const before = pair.answered;
    pair.answered += chunk.length;
    switch (fault.kind) {
      case 'reset-in-answer':
      case 'cut': {
        const left = (fault.after ?? 0) - before;
        if (left > 0) send(pair.toClient, chunk.subarray(0, left));
        if (chunk.length < left) return;
        if (fault.kind === 'cut') return finish(pair);
        // A reset overtakes what was written just before it.
        return later(left > 0 ? 20 : 0, () => reset(pair));
      }
      case 'reset-after-answer':
        send(pair.toClient, chunk);
        return later(fault.milliseconds ?? 20, () => reset(pair));
      case 'close-after-answer':
        send(pair.toClient, chunk);
        return finish(pair);
      default:
        pass(pair.toClient, chunk, fault.kind === 'trickle' ? 1000 / fault.bytesPerSecond : delay());
    }
  };

  const accept = (client: Socket) => {
    accepted += 1;
    const server = connect(target, '127.0.0.1');
    const pair: Pair = { client, server, toServer: wayTo(server), toClient: wayTo(client), answered: 0 };
    pairs.add(pair);
    client.on('data', (chunk: Buffer) => toServer(pair, chunk));
    server.on('data', (chunk: Buffer) => toClient(pair, chunk));
    client.on('close', () => {
      pairs.delete(pair);
      server.destroy();
    });
    const silent = () => pair.toClient.dead || frozen('to-client');
    server.on('end', () => {
      if (silent()) return;
      if (pair.toClient.waiting.length === 0) client.end();
      else pair.toClient.onEmpty = () => client.end();
    });
    server.on('error', () => silent() || client.destroy());
    client.on('error', () => server.destroy());
  };

  let listener = createServer(accept);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;

  return {
    port,
    host: `127.0.0.1:${port}`,
    accepted: () => accepted,
    open: () => pairs.size,
    async set(next) {
      const [was, is] = [fault.kind === 'refuse', next.kind === 'refuse'];
      fault = next;
      if (is && !was) {
        const closed = once(listener, 'close');
        listener.close();
        for (const pair of pairs) reset(pair);
        await closed;
      } else if (was && !is) {
        listener = createServer(accept);
        listener.listen(port, '127.0.0.1');
        await once(listener, 'listening');
      }
    },
    endAll(how) {
      for (const pair of pairs) (how === 'reset' ? reset : finish)(pair);
    },
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      if (!listener.listening) return;
      const closed = once(listener, 'close');
      listener.close();
      await closed;
    },
  };
}
