import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { NodeAPI } from 'node-red';
import { bodyOf, TooLarge } from './inbound-body.ts';
import { Sparingly } from './once.ts';

/** Below this path of Node-RED's HTTP side stands all that the package offers by itself; what is not there is refused. */
export const inboundPrefix = '/telephony';

/** A request from outside, read completely. */
export interface InboundRequest {
  readonly method: string;
  /** Below the endpoint, as it was sent: percent-encoded, empty or with a leading `/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface InboundAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface EndpointOptions {
  /** Bytes of a body at most; a larger one is refused with 413 and not read any further. */
  readonly limit: number;
  /** What the refusal of a larger body says. */
  readonly tooLarge?: InboundAnswer;
  handle(request: InboundRequest): InboundAnswer | Promise<InboundAnswer>;
}

export interface Endpoint {
  close(): void;
}

type Next = () => void;
type Handler = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** What is used of Node-RED's Express application. */
interface Application {
  use(handler: Handler): unknown;
  /** Express 4, and its successor. */
  readonly _router?: { stack: { readonly handle: unknown }[] };
  readonly router?: { stack: { readonly handle: unknown }[] };
}

/** The one dispatcher of each application: one per process. */
const dispatchers = new WeakMap<Application, Dispatcher>();

/**
 * Offers an address below Node-RED's `httpNodeRoot`, with everything under it, until it is closed.
 * @param path with a leading and without a trailing `/`; of two endpoints the longer path is served
 * @throws Error when the path is taken
 */
export function openEndpoint(RED: NodeAPI, path: string, options: EndpointOptions): Endpoint {
  const application = RED.httpNode as unknown as Application;
  const dispatcher = dispatchers.get(application) ?? new Dispatcher(application, RED);
  dispatchers.set(application, dispatcher);
  return dispatcher.open(path, options);
}

/** Hands requests to endpoints. Stands in the application's stack while there are any. */
class Dispatcher {
  readonly #application: Application;
  readonly #log: NodeAPI['log'];
  readonly #offences: Sparingly;
  readonly #endpoints = new Map<string, EndpointOptions>();
  readonly #handler: Handler = (request, response, next) => this.#dispatch(request, response, next);

  constructor(application: Application, { log }: NodeAPI) {
    this.#application = application;
    this.#log = log;
    this.#offences = new Sparingly((line) => log.warn(line));
  }

  open(path: string, options: EndpointOptions): Endpoint {
    if (this.#endpoints.has(path)) throw new Error(`The path ${path} is taken already`);
    if (this.#endpoints.size === 0) this.#application.use(this.#handler);
    this.#endpoints.set(path, options);
    return {
      close: () => {
        if (this.#endpoints.get(path) !== options) return;
        this.#endpoints.delete(path);
        if (this.#endpoints.size === 0) this.#leave();
      },
    };
  }

  #leave(): void {
    const router = this.#application._router ?? this.#application.router;
    const index = router?.stack.findIndex(({ handle }) => handle === this.#handler) ?? -1;
    if (index >= 0) router?.stack.splice(index, 1);
  }

  #dispatch(request: IncomingMessage, response: ServerResponse, next: Next): void {
    const [pathname = '', search = ''] = (request.url ?? '').split(/\?(.*)/s, 2);
    const mount = [...this.#endpoints.keys()]
      .filter((path) => isBelow(pathname, path))
      .reduce((one, other) => (other.length > one.length ? other : one), '');
    const endpoint = this.#endpoints.get(mount);
    if (endpoint) {
      void this.#serve(mount, endpoint, request, response, pathname.slice(mount.length), search);
    } else if (isBelow(pathname, inboundPrefix)) {
      this.#offences.tell(`A request below ${inboundPrefix} met no endpoint and was refused`);
      answer(response, { status: 404 });
    } else next();
  }

  async #serve(
    mount: string,
    { limit, tooLarge, handle }: EndpointOptions,
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    search: string,
  ): Promise<void> {
    try {
      const body = await bodyOf(request, limit);
      const { method = 'GET', headers } = request;
      answer(response, await handle({ method, path, query: new URLSearchParams(search), headers, body }));
    } catch (error) {
      if (error instanceof TooLarge) {
        this.#offences.tell(`A body of more than ${limit} bytes was sent to ${mount} and refused`);
        refuseWithoutReading(request, response, tooLarge);
        return;
      }
      // Who has gone away wants no answer.
      if (request.destroyed && !request.complete) return;
      this.#log.error(`${mount}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      if (response.headersSent) response.destroy();
      else answer(response, { status: 500 });
    }
  }
}

function isBelow(pathname: string, mount: string): boolean {
  return pathname === mount || pathname.startsWith(`${mount}/`);
}

function answer(response: ServerResponse, { status, headers, body }: InboundAnswer): void {
  response.writeHead(status, { ...headers });
  response.end(body);
}

/** Milliseconds that a sender gets to notice that its body is not wanted. */
const linger = 1000;

/**
 * Answers while the sender is still sending. Were the socket closed at once, the answer would be lost with it; were the
 * answer ended, Node.js would read the rest of the body.
 */
function refuseWithoutReading(
  request: IncomingMessage,
  response: ServerResponse,
  { headers, body = '' }: Partial<InboundAnswer> = {},
): void {
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), linger);
  socket.once('close', () => clearTimeout(timer));
  response.writeHead(413, { ...headers, connection: 'close', 'content-length': String(Buffer.byteLength(body)) });
  response.flushHeaders();
  if (body.length > 0) response.write(body);
}
