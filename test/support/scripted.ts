import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A request exactly as it came. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query, not decoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Anything but text and bytes is sent as JSON. */
  readonly body?: unknown;
  /** Milliseconds to wait before the answer. */
  readonly delay?: number;
  /** Break the connection instead of answering. */
  readonly reset?: true;
  /** The answer goes on: called with it when its head is out. */
  readonly stream?: (response: ServerResponse) => void;
}

export type Answerer = (request: RecordedRequest) => Reply | undefined;

/** A server that writes down what it is asked, and answers what a test says. */
export interface ScriptedServer {
  readonly url: string;
  readonly requests: RecordedRequest[];
  stop(): Promise<void>;
}

/** @param serve told of its own address, too */
export async function startScriptedServer(
  serve: (request: RecordedRequest, url: string) => Reply,
): Promise<ScriptedServer> {
  const requests: RecordedRequest[] = [];
  let url = '';
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await read(incoming);
    requests.push(request);
    const reply = serve(request, url);
    if (reply.delay) await delay(reply.delay, undefined, { ref: false });
    if (reply.reset) incoming.socket.destroy();
    else write(response, reply);
  };
  // A client that gives up in the middle of a request is nothing to report.
  const server = createServer((incoming, response) => void answer(incoming, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function read(request: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  return { method, url, headers, body: Buffer.concat(chunks) };
}

function write(response: ServerResponse, { status, headers = {}, body, stream }: Reply): void {
  const plain = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const all: Record<string, string | readonly string[]> = plain ? {} : { 'Content-Type': 'application/json' };
  for (const [name, value] of Object.entries({ ...all, ...headers })) response.setHeader(name, value);
  response.writeHead(status);
  if (stream) {
    response.flushHeaders();
    stream(response);
    return;
  }
  response.end(plain ? body : JSON.stringify(body));
}
