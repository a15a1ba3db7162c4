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
}

export type Answerer = (request: RecordedRequest) => Reply | undefined;

/** A server that lets everybody log in as OpenTouch does, writes down what it is asked, and answers what a test says. */
export interface Recorder {
  readonly url: string;
  /** Below this stand the resources of the API. */
  readonly base: string;
  /** Values of the cookies that it hands out: nothing may show them. */
  readonly secrets: readonly string[];
  /** Every request, the login's included. */
  readonly requests: RecordedRequest[];
  /** Requests that belong to no login, keepalive or logout. */
  operations(): RecordedRequest[];
  /** Asked first, for any request; what it does not answer goes the usual way, and is a 204 in the end. */
  answer(answerer: Answerer): void;
  stop(): Promise<void>;
}

const PREFIX = '/api/rest/1.0';

/** The part of a path below the API's base address, without the query. */
export function resource({ url }: RecordedRequest): string {
  return url.replace(/\?.*$/, '').replace(PREFIX, '');
}

function isLogin(request: RecordedRequest): boolean {
  const path = resource(request);
  return /^\/api\/rest(\/authenticate(nosso)?)?$/.test(path) || /^\/sessions(\/keepalive)?$/.test(path);
}

async function read(request: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  return { method, url, headers, body: Buffer.concat(chunks) };
}

/** Discovery, authentication, session: the least that a client needs to get in. */
function login(request: RecordedRequest, url: string, [token, session]: readonly [string, string]): Reply | undefined {
  const path = resource(request);
  const address = (rest: string) => ({ publicUrl: `${url}/api/rest/${rest}`, internalUrl: `${url}/api/rest/${rest}` });
  if (path === '/api/rest') {
    return {
      status: 200,
      body: { versions: [{ id: '1.0', status: 'CURRENT', ...address('authenticate?version=1.0') }] },
    };
  }
  if (/^\/api\/rest\/authenticate(nosso)?$/.test(path)) {
    if (!request.headers.authorization) {
      return { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="recorder"' } };
    }
    const headers = { 'Set-Cookie': `AlcUserId=${token}; Path=/` };
    return { status: 200, headers, body: { credential: token, ...address('1.0/sessions') } };
  }
  if (path === '/sessions' && request.method !== 'DELETE') {
    const base = `${url}${PREFIX}`;
    const body = {
      admin: false,
      timeToLive: 1800,
      publicBaseUrl: base,
      privateBaseUrl: base,
      services: [],
      capabilities: [],
    };
    return { status: 200, headers: { 'Set-Cookie': `JSESSIONID=${session}; Path=/` }, body };
  }
  return undefined;
}

function write(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  const plain = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const all: Record<string, string | readonly string[]> = plain ? {} : { 'Content-Type': 'application/json' };
  for (const [name, value] of Object.entries({ ...all, ...headers })) response.setHeader(name, value);
  response.writeHead(status);
  response.end(plain ? body : JSON.stringify(body));
}

export async function startRecorder(): Promise<Recorder> {
  const secrets = ['token-of-the-recorder', 'session-of-the-recorder'] as const;
  const requests: RecordedRequest[] = [];
  let answerer: Answerer = () => undefined;
  let url = '';

  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await read(incoming);
    requests.push(request);
    const reply = answerer(request) ?? login(request, url, secrets) ?? { status: 204 };
    if (reply.delay) await delay(reply.delay, undefined, { ref: false });
    if (reply.reset) incoming.socket.destroy();
    else write(response, reply);
  };
  // A client that gives up in the middle of a request is nothing to report.
  const server = createServer((incoming, response) => void serve(incoming, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    base: `${url}${PREFIX}`,
    secrets,
    requests,
    operations: () => requests.filter((request) => !isLogin(request)),
    answer(next) {
      answerer = next;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
