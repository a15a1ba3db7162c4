import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import type { Certificate } from './certificate.ts';

/** What stands in for the server's own answer. */
export interface FrontAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A web server before the server proper, as companies have them: it passes everything on, until told to answer itself. */
export interface HttpFront {
  readonly port: number;
  /** From now on it answers itself, and ends what it is passing on; undefined: passes everything on again. */
  answer(answer?: FrontAnswer): void;
  /** From now on it shows another certificate; connections that are open end. Only with TLS. */
  show(certificate: Certificate): void;
  stop(): Promise<void>;
}

/**
 * Starts a front.
 * @param target port of the server on 127.0.0.1, which speaks HTTP
 * @param tls with it, the front speaks HTTPS
 */
export async function startHttpFront(target: number, tls?: Certificate): Promise<HttpFront> {
  let own: FrontAnswer | undefined;
  const passed = new Set<ServerResponse>();

  const pass = (incoming: IncomingMessage, response: ServerResponse) => {
    const { method, url, headers } = incoming;
    const onward = send({ host: '127.0.0.1', port: target, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      // The head of a long answer is not held back until its first bytes come.
      response.flushHeaders();
      pipeline(answer, response, () => undefined);
    });
    passed.add(response);
    response.on('close', () => {
      passed.delete(response);
      onward.destroy();
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  };

  const serve = (incoming: IncomingMessage, response: ServerResponse) => {
    if (!own) return pass(incoming, response);
    const { status, headers, body } = own;
    incoming.resume();
    response.writeHead(status, headers).end(body);
  };
  const server = tls ? createSecureServer(tls, serve) : createServer(serve);
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    answer(next) {
      own = next;
      if (next) for (const response of passed) response.destroy();
    },
    show(certificate) {
      (server as SecureServer).setSecureContext(certificate);
      server.closeAllConnections();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
