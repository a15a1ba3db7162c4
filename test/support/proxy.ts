import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Certificate } from './certificate.ts';

export interface ProxyLogin {
  readonly username: string;
  readonly password: string;
}

/** A proxy as companies have them: it opens tunnels and forwards requests, for those who know its password. */
export interface TestProxy {
  readonly url: string;
  /** Where tunnels were opened to and requests forwarded, `host:port` each. */
  readonly passed: string[];
  /** How many came without the right password. */
  refused(): number;
  /** Connections of clients that are open now. */
  open(): number;
  /** Whether a connection to a server, known by its port at this end, was made by this proxy. */
  made(port: number): boolean;
  /** From now on it answers everything by this status, and ends what goes through it; undefined: works again. */
  answer(status?: number): void;
  stop(): void;
}

/** @param tls with it, clients have to come to the proxy itself by https */
export async function startProxy(login?: ProxyLogin, tls?: Certificate): Promise<TestProxy> {
  const expected = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  const passed: string[] = [];
  const clients = new Set<Socket>();
  const onwardPorts = new Set<number>();
  const note = (socket: Socket) => void onwardPorts.add(socket.localPort ?? 0);
  let refused = 0;
  let own: number | undefined;
  const admits = ({ headers }: IncomingMessage) => {
    if (!expected || headers['proxy-authorization'] === expected) return true;
    refused += 1;
    return false;
  };

  const forward = (incoming: IncomingMessage, response: ServerResponse) => {
    if (own !== undefined) return void response.writeHead(own).end();
    if (!admits(incoming)) return void response.writeHead(407).end();
    const { method, url = '' } = incoming;
    // The password is for the proxy, not for the server behind it.
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    passed.push(new URL(url).host);
    const onward = send(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      // An answer that breaks off on one side breaks off on the other.
      pipeline(answer, response, () => undefined);
    });
    onward.on('socket', (socket) => (socket.connecting ? socket.once('connect', () => note(socket)) : note(socket)));
    response.on('close', () => onward.destroy());
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  };

  const server = tls ? createSecureServer(tls, forward) : createServer(forward);
  server.on('connection', (client: Socket) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
  });
  server.on('connect', (incoming: IncomingMessage, client: Socket) => {
    if (own !== undefined) return void client.end(`HTTP/1.1 ${own} No\r\n\r\n`);
    if (!admits(incoming)) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const address = incoming.url ?? '';
    passed.push(address);
    const [host, port] = [address.replace(/:\d+$/, ''), Number(address.replace(/^.*:/, ''))];
    const onward = connect(port, host, () => {
      note(onward);
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(onward).pipe(client);
    });
    client.on('close', () => onward.destroy());
    onward.on('close', () => client.destroy());
    for (const socket of [client, onward]) socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    refused: () => refused,
    open: () => clients.size,
    made: (port) => onwardPorts.has(port),
    answer(status) {
      own = status;
      if (status !== undefined) for (const client of clients) client.destroy();
    },
    stop() {
      server.close();
      server.closeAllConnections();
      for (const client of clients) client.destroy();
    },
  };
}
