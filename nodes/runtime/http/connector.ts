import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { ProxyFailure } from './failure.ts';
import type { ProxyServer } from './proxy.ts';

type Undici = typeof import('undici');

/** Fills in certificates and their checks; the core `tls-config` node offers this. */
export interface TlsSource {
  addTLSOptions(options: object): void;
}

/** What is needed to reach one origin. */
export interface Way {
  readonly undici: Undici;
  readonly tls: TlsSource | undefined;
  readonly proxy: ProxyServer | undefined;
  /** Whether the proxy opens a tunnel, or passes single requests on. */
  readonly tunnel: boolean;
}

/**
 * Opens sockets: straight to the server, to a proxy, or through a tunnel that a proxy opens. It sets no time limit of
 * its own: who asks for a socket ends it.
 * @param onSocket told of every socket as soon as there is one, so that it can be ended while it is being opened
 */
export type Connector = (onSocket: (socket: Socket) => void) => buildConnector.connector;

/** Sockets of one origin; TLS sessions are resumed among them. */
export function connectorFor({ undici, tls, proxy, tunnel }: Way): Connector {
  const options: Record<string, unknown> = {};
  tls?.addTLSOptions(options);
  // A proxy has a certificate of its own: it is shown neither the account's nor the server's name.
  const { ca, rejectUnauthorized } = options;
  const forProxy = { ...(ca !== undefined && { ca }), ...(rejectUnauthorized !== undefined && { rejectUnauthorized }) };
  const build = (more: object) => undici.buildConnector({ timeout: 0, ...more } as buildConnector.BuildOptions);
  const [toServer, toProxy] = [build(options), proxy ? build(forProxy) : undefined];
  if (!proxy || !toProxy) return (onSocket) => reporting(toServer, onSocket);
  if (!tunnel) {
    return (onSocket) => reporting(toProxy, onSocket, (error) => new ProxyFailure(proxy.host, error));
  }
  return (onSocket) => (target, done) => {
    const client = new undici.Client(proxy.origin, { connect: reporting(toProxy, onSocket), pipelining: 0 });
    const { port, protocol, hostname } = target;
    const host = hostname.includes(':') ? `[${hostname}]` : hostname;
    const path = `${host}:${port || (protocol === 'https:' ? 443 : 80)}`;
    const headers = { host: path, ...(proxy.authorization && { 'proxy-authorization': proxy.authorization }) };
    client.connect({ path, headers }).then(
      ({ socket, statusCode }) => {
        void client.close().catch(() => undefined);
        if (statusCode === 200) {
          const tunnelled = { ...target, httpSocket: socket as Socket };
          return void reporting(toServer, onSocket)(tunnelled, done);
        }
        socket.on('error', () => undefined).destroy();
        done(new ProxyFailure(proxy.host, statusCode), null);
      },
      (error: unknown) => {
        void client.destroy().catch(() => undefined);
        done(new ProxyFailure(proxy.host, error), null);
      },
    );
  };
}

/** Tells of the socket before it is connected. */
function reporting(
  connect: buildConnector.connector,
  onSocket: (socket: Socket) => void,
  named: (error: Error) => Error = (error) => error,
): buildConnector.connector {
  return (options, done) => {
    const socket: unknown = connect(options, (...[error, connected]) => {
      if (error) done(named(error), null);
      else done(null, connected);
    });
    onSocket(socket as Socket);
  };
}
