import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

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
  /** Tunnels that are open now. */
  open(): number;
  stop(): void;
}

export async function startProxy(login?: ProxyLogin): Promise<TestProxy> {
  const expected = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  const passed: string[] = [];
  const tunnels = new Set<Socket>();
  let refused = 0;
  const admits = ({ headers }: IncomingMessage) => {
    if (!expected || headers['proxy-authorization'] === expected) return true;
    refused += 1;
    return false;
  };

  const forward = (incoming: IncomingMessage, response: ServerResponse) => {
    if (!admits(incoming)) return void response.writeHead(407).end();
    const { method, url = '', headers } = incoming;
    passed.push(new URL(url).host);
    const onward = send(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  };

  const server = createServer(forward);
  server.on('connect', (incoming: IncomingMessage, client: Socket) => {
    if (!admits(incoming)) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const address = incoming.url ?? '';
    passed.push(address);
    const [host, port] = [address.replace(/:\d+$/, ''), Number(address.replace(/^.*:/, ''))];
    const onward = connect(port, host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(onward).pipe(client);
    });
    tunnels.add(client);
    client.on('close', () => {
      tunnels.delete(client);
      onward.destroy();
    });
    onward.on('close', () => client.destroy());
    for (const socket of [client, onward]) socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    refused: () => refused,
    open: () => tunnels.size,
    stop() {
      server.close();
      server.closeAllConnections();
      for (const tunnel of tunnels) tunnel.destroy();
    },
  };
}
