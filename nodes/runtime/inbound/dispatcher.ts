import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { NodeAPI } from 'node-red';
import { inBackground } from '../background.ts';
import { ThrottledLog } from '../nodes/throttled-log.ts';
import { bodyOf, TooLarge } from './body.ts';
import { type Application, appendTo, prependTo, removeFrom, rootOf } from './express-stack.ts';

/** Below this path of Node-RED's HTTP side stands all that the package offers by itself; what is not there is refused. */
export const inboundPrefix = '/telephony';

/** A request from outside as far as it is known before its body is read. */
export interface InboundHead {
  readonly method: string;
  /** Below the endpoint, as it was sent: percent-encoded, empty or with a leading `/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: IncomingHttpHeaders;
}

/** A request from outside, read completely. */
export interface InboundRequest extends InboundHead {
  readonly body: Buffer;
}

/** What an endpoint answers. */
export interface InboundAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What an endpoint takes, and what it does with it. */
export interface EndpointOptions {
  /** Bytes of a body at most; a larger one is refused with 413 and not read any further. */
  readonly limit: number;
  /** The same for certain requests, where it is less. */
  limitOf?(head: InboundHead): number | undefined;
  /** What the refusal of a larger body says. */
  readonly tooLarge?: InboundAnswer;
  /** An answer that needs no body, for who may not even send one: nothing of it is read then. */
  refuse?(head: InboundHead): InboundAnswer | undefined;
  handle(request: InboundRequest): InboundAnswer | Promise<InboundAnswer>;
}

/** An address that is served until it is closed. */
export interface Endpoint {
  close(): void;
}

type Next = () => unknown;

/** Where an endpoint is in the address of a request. */
interface Place {
  readonly mount: string;
  /** What comes before it. */
  readonly before: string;
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

/**
 * Hands requests to endpoints. It stands in the application's stack while there are any; and at the head of the whole
 * server's, for the editor reads bodies of several megabytes, and answers broken ones, whomever they are for.
 */
class Dispatcher {
  readonly #application: Application;
  readonly #log: NodeAPI['log'];
  readonly #offences: ThrottledLog;
  readonly #endpoints = new Map<string, EndpointOptions>();
  readonly #bodies = new WeakMap<IncomingMessage, Buffer>();
  readonly #read = (request: IncomingMessage, response: ServerResponse, next: Next): void => {
    const pathname = pathOf(request);
    const prefix = this.#application.path().replace(/\/+$/, '');
    const mount = pathname.startsWith(prefix) && this.#mountOf(pathname.slice(prefix.length));
    if (mount) inBackground(this.#capture({ mount, before: prefix }, request, response, next), next);
    else next();
  };
  readonly #dispatch = (request: IncomingMessage, response: ServerResponse, next: Next): void => {
    const pathname = pathOf(request);
    const mount = this.#mountOf(pathname);
    if (mount) inBackground(this.#serve(mount, request, response), next);
    else if (isBelow(pathname, inboundPrefix)) {
      this.#offences.log(`A request below ${inboundPrefix} met no endpoint and was refused`);
      answer(response, { status: 404 });
    } else next();
  };

  constructor(application: Application, { log }: NodeAPI) {
    this.#application = application;
    this.#log = log;
    this.#offences = new ThrottledLog((line) => log.warn(line));
  }

  open(path: string, options: EndpointOptions): Endpoint {
    if (this.#endpoints.has(path)) throw new Error(`The path ${path} is taken already`);
    if (this.#endpoints.size === 0) {
      prependTo(rootOf(this.#application), this.#read);
      appendTo(this.#application, this.#dispatch);
    }
    this.#endpoints.set(path, options);
    return {
      close: () => {
        if (this.#endpoints.get(path) !== options) return;
        this.#endpoints.delete(path);
        if (this.#endpoints.size > 0) return;
        removeFrom(rootOf(this.#application), this.#read);
        removeFrom(this.#application, this.#dispatch);
      },
    };
  }

  /** The endpoint that a path belongs to; the longest if there are several. */
  #mountOf(pathname: string): string {
    return [...this.#endpoints.keys()]
      .filter((path) => isBelow(pathname, path))
      .reduce((one, other) => (other.length > one.length ? other : one), '');
  }

  async #capture(
    { mount, before }: Place,
    request: IncomingMessage,
    response: ServerResponse,
    next: Next,
  ): Promise<void> {
    const endpoint = this.#endpoints.get(mount);
    const head = headOf(request, `${before}${mount}`);
    const refusal = endpoint?.refuse?.(head);
    if (refusal) {
      if (hasBody(request)) answerWithoutReading(request, response, refusal);
      else answer(response, refusal);
      return;
    }
    const limit = endpoint?.limitOf?.(head) ?? endpoint?.limit ?? 0;
    try {
      this.#bodies.set(request, await bodyOf(request, limit));
      // This tells other readers of bodies that there is nothing to read.
      Object.assign(request, { _body: true });
    } catch (error) {
      // Who has gone away wants no answer.
      if (!(error instanceof TooLarge)) return;
      this.#offences.log(`A body of more than ${limit} bytes was sent to ${mount} and refused`);
      answerWithoutReading(request, response, { ...endpoint?.tooLarge, status: 413 });
      return;
    }
    next();
  }

  async #serve(mount: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const endpoint = this.#endpoints.get(mount);
    const body = this.#bodies.get(request);
    // Whoever calls Node-RED's HTTP side directly passes by the head of the server.
    if (!body) {
      return this.#capture({ mount, before: '' }, request, response, () => this.#serve(mount, request, response));
    }
    try {
      const given = await endpoint?.handle({ ...headOf(request, mount), body });
      answer(response, given ?? { status: 404 });
    } catch (error) {
      this.#log.error(`${mount}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      if (response.headersSent) response.destroy();
      else answer(response, { status: 500 });
    }
  }
}

/** @param mount what its address begins with, here */
function headOf(request: IncomingMessage, mount: string): InboundHead {
  const { method = 'GET', headers, url } = request;
  const query = new URLSearchParams(url?.split(/\?(.*)/s, 2)[1]);
  return { method, path: pathOf(request).slice(mount.length), query, headers };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.replace(/\?.*$/s, '');
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
function answerWithoutReading(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body = '' }: InboundAnswer,
): void {
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), linger);
  socket.once('close', () => clearTimeout(timer));
  response.writeHead(status, { ...headers, connection: 'close', 'content-length': String(Buffer.byteLength(body)) });
  response.flushHeaders();
  if (body.length > 0) response.write(body);
}
