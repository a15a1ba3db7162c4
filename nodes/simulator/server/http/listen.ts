import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Incoming, Reply } from '../system.ts';

/** Where a server listens, and whether over TLS. */
export interface ListenOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** PEM texts; with them the server speaks HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A server that listens. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Closes every connection, then resolves. May be called again. */
  stop(): Promise<void>;
}

const longestBody = 20_000_000;

/** Serves HTTP or HTTPS until it is stopped. Rejects when the port is taken. */
export async function listen(
  options: ListenOptions,
  serve: (incoming: Incoming) => Promise<Reply>,
): Promise<Listening> {
  const scheme = options.tls ? 'https' : 'http';
  const listener: RequestListener = (request, response) => {
    respond(request, response, scheme, serve).catch(() => reset(request));
  };
  const server: Server = options.tls ? createSecureServer(options.tls, listener) : createServer(listener);
  // Long enough that a client's idle connection is not closed in the moment of its next use.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return stopped;
  };
  return { url: `${scheme}://${host}:${port}`, port, stop };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  scheme: string,
  serve: (incoming: Incoming) => Promise<Reply>,
): Promise<void> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) return send(response, { status: 413, headers: { connection: 'close' } });
    chunks.push(chunk);
  }
  const url = addressOf(request, scheme);
  if (!url) return send(response, { status: 400 });
  const { method = 'GET', headers } = request;
  send(response, await serve({ method, url, headers, body: Buffer.concat(chunks) }));
}

function addressOf(request: IncomingMessage, scheme: string): URL | undefined {
  const { localAddress, localPort } = request.socket;
  try {
    const origin = `${scheme}://${request.headers.host || `${localAddress}:${localPort}`}`;
    return new URL(`${origin}${request.url?.startsWith('/') ? request.url : `/${request.url ?? ''}`}`);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return;
  const { status, headers = {}, body, stream } = reply;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = status;
  if (stream) {
    response.flushHeaders();
    stream(response);
    return;
  }
  if (status !== 204 && status !== 304) response.setHeader('content-length', Buffer.byteLength(body ?? ''));
  response.end(body);
}

/** As a crashed peer does it. A TLS connection has no reset of its own and is just cut. */
function reset({ socket }: IncomingMessage): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
