import type { Readable } from 'node:stream';
import type { AxiosAdapter, AxiosInstance } from 'axios';
import { aborted, type Origin, unreachable } from '../errors.ts';
import type { WireResponse } from '../operation/connection.ts';
import { type Carried, carry, type HttpRequest, isRepeatable, type RequestContext } from './carry.ts';
import { acceptedEncodings, decoded, decodedStream } from './decode.ts';
import { type HttpExchange, StreamExchange, WholeExchange } from './exchange.ts';
import { type HttpOptions, RouteTable } from './routes.ts';

/** A long answer: its head, and its bytes as they come. */
export interface HttpStream {
  readonly status: number;
  readonly headers: WireResponse['headers'];
  /** Destroying it ends the socket. */
  readonly stream: Readable;
}

interface Libraries {
  readonly axios: AxiosInstance;
  readonly undici: typeof import('undici');
}

/**
 * HTTP for one account: kept-alive sockets, TLS and proxy as configured. Follows no redirect, judges no status and keeps
 * no cookie; that is for the system to do. axios is the interface and undici does the work; both are loaded with the
 * first request.
 */
export class HttpClient {
  readonly #routes: RouteTable;
  #libraries: Promise<Libraries> | undefined;

  constructor(options: HttpOptions = {}) {
    this.#routes = new RouteTable(options);
  }

  /**
   * Sends a request and reads the whole answer: at most 16 MB of text, 256 MB of anything else.
   * @param timeout milliseconds for all of it, not counting the time that it waits for a free socket
   * @throws TelephonyError `TIMEOUT`, `ABORTED`, `CONNECTION`, `CERTIFICATE`, `ANSWER_CUT`, `ANSWER_TOO_LONG`,
   * `BAD_ANSWER` or `TOO_MANY_WAITING`
   */
  async request(origin: Origin, request: HttpRequest, timeout: number, signal: AbortSignal): Promise<WireResponse> {
    const call: RequestContext = { origin, request, timeout, signal };
    const { answer } = await this.#send(call, false, () => new WholeExchange());
    try {
      return { ...(await decoded(answer)), method: request.method };
    } catch (error) {
      throw unreachable(origin, error, isRepeatable(request));
    }
  }

  /**
   * Opens an answer that goes on for long, over a socket of its own. Neither its length nor its duration is limited.
   * @param timeout milliseconds until its head must be there
   * @param signal ends the stream, too
   */
  async stream(origin: Origin, request: HttpRequest, timeout: number, signal: AbortSignal): Promise<HttpStream> {
    const call: RequestContext = { origin, request, timeout, signal };
    const { answer, end } = await this.#send(call, true, () => new StreamExchange());
    const { status, headers, body } = answer;
    const stop = () => void body.destroy(new Error('stopped'));
    signal.addEventListener('abort', stop, { once: true });
    body.once('close', () => {
      signal.removeEventListener('abort', stop);
      end();
    });
    if (signal.aborted) stop();
    return { status, headers, stream: decodedStream(headers, body) };
  }

  /** Closes all sockets. */
  close(): void {
    this.#routes.close();
  }

  /** Sends a request by axios, over our adapter. */
  async #send<Body>(call: RequestContext, single: boolean, begin: () => HttpExchange<Body>): Promise<Carried<Body>> {
    this.#libraries ??= libraries();
    const { axios, undici } = await this.#libraries;
    const { request, origin, signal } = call;
    if (signal.aborted) throw aborted(origin);
    const adapter: AxiosAdapter = async (config) => {
      const headers = config.headers.toJSON() as Record<string, string>;
      const form = request.body instanceof FormData ? new Response(request.body) : undefined;
      if (form) headers['Content-Type'] = form.headers.get('content-type') ?? '';
      // In one piece, for its length is told beforehand: not every server takes chunks.
      const body = form ? Buffer.from(await form.arrayBuffer()) : request.body;
      const route = this.#routes.to(undici, new URL(request.url), !single);
      const carried = await carry({ ...call, request: { ...request, body } }, route, headers, single, begin);
      return { status: carried.answer.status, statusText: '', headers: {}, data: carried, config };
    };
    const { data } = await axios.request<Carried<Body>>({
      method: request.method,
      url: request.url,
      headers: {
        ...(!single && { 'accept-encoding': acceptedEncodings }),
        ...request.headers,
        // axios would call the absence of a body a form.
        ...(request.body === undefined && { 'content-type': false }),
      },
      ...(request.body !== undefined && { data: request.body }),
      adapter,
    });
    return data;
  }
}

async function libraries(): Promise<Libraries> {
  const [{ default: axios }, undici] = await Promise.all([import('axios'), import('undici')]);
  const instance = axios.create({
    validateStatus: () => true,
    transformRequest: (data: unknown) => data,
    transformResponse: (data: unknown) => data,
    headers: { common: { 'User-Agent': 'node-red-telephony' } },
  });
  return { axios: instance, undici };
}
