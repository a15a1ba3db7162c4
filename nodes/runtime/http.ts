import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import type { AxiosInstance, AxiosProxyConfig, AxiosResponse } from 'axios';
import type { WireResponse } from './connection.ts';
import { aborted, codeOf, type Origin, timedOut, unreachable } from './errors.ts';

/** Fills in certificates and their checks; the core `tls-config` node offers this. */
export interface TlsSource {
  addTLSOptions(options: object): void;
}

/** The core `http proxy` node. */
export interface ProxySource {
  readonly url: string;
  readonly noproxy?: readonly string[];
  readonly credentials?: { readonly username?: string; readonly password?: string };
}

export interface HttpOptions {
  readonly tls?: TlsSource | undefined;
  readonly proxy?: ProxySource | undefined;
  /** Sockets kept open to a server at most. */
  readonly maxSockets?: number;
  /** Milliseconds that a proxy may take to open a tunnel. */
  readonly tunnelTimeout?: number;
}

/** One request to one address. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | FormData | undefined;
}

/** A long answer: its head, and its bytes as they come. */
export interface HttpStream {
  readonly status: number;
  readonly headers: WireResponse['headers'];
  readonly stream: Readable;
}

/** How requests get to an address: directly or through a tunnel by the agent alone, or handed to a proxy. */
interface Route {
  readonly agent: HttpAgent;
  readonly forwarder?: AxiosProxyConfig;
}

const largestAnswer = 256 * 1024 * 1024;

/**
 * HTTP for one account: kept-alive sockets, TLS and proxy as configured. Follows no redirect, judges no status and keeps
 * no cookie; that is for the system to do. axios is loaded with the first request.
 */
export class HttpClient {
  readonly #options: HttpOptions;
  readonly #routes = new Map<string, Route>();
  #axios: Promise<AxiosInstance> | undefined;

  constructor(options: HttpOptions = {}) {
    this.#options = options;
  }

  /**
   * Sends a request and reads the whole answer.
   * @param timeout milliseconds for all of it
   * @throws TelephonyError `TIMEOUT`, `ABORTED`, `CONNECTION` or `CERTIFICATE`
   */
  async request(origin: Origin, request: HttpRequest, timeout: number, signal: AbortSignal): Promise<WireResponse> {
    return this.#bounded(origin, timeout, signal, async (bounded) => {
      const send = () => this.#send(request, 'arraybuffer', bounded);
      const response = await send().catch((error: unknown) => {
        if (wasStale(request, error)) return send();
        throw error;
      });
      return { status: response.status, headers: headersOf(response), body: Buffer.from(response.data as ArrayBuffer) };
    });
  }

  /**
   * Opens an answer that goes on for long.
   * @param timeout milliseconds until its head must be there
   * @param signal ends the stream, too
   */
  async stream(origin: Origin, request: HttpRequest, timeout: number, signal: AbortSignal): Promise<HttpStream> {
    const ending = new AbortController();
    const end = () => ending.abort();
    signal.addEventListener('abort', end, { once: true });
    try {
      const { status, headers, data } = await this.#bounded(origin, timeout, signal, async (bounded) => {
        bounded.addEventListener('abort', end, { once: true });
        const response = await this.#send(request, 'stream', ending.signal);
        bounded.removeEventListener('abort', end);
        return { status: response.status, headers: headersOf(response), data: response.data as Readable };
      });
      data.once('close', () => signal.removeEventListener('abort', end));
      return { status, headers, stream: data };
    } catch (error) {
      signal.removeEventListener('abort', end);
      throw error;
    }
  }

  /** Closes all sockets. */
  close(): void {
    for (const { agent } of this.#routes.values()) agent.destroy();
    this.#routes.clear();
  }

  async #send(
    request: HttpRequest,
    responseType: 'arraybuffer' | 'stream',
    signal: AbortSignal,
  ): Promise<AxiosResponse> {
    this.#axios ??= import('axios').then(({ default: axios }) =>
      axios.create({
        proxy: false,
        maxRedirects: 0,
        maxContentLength: largestAnswer,
        maxBodyLength: Number.POSITIVE_INFINITY,
        validateStatus: () => true,
        transformRequest: (data: unknown) => data,
        transformResponse: (data: unknown) => data,
        headers: { common: { 'User-Agent': 'node-red-telephony' } },
      }),
    );
    const axios = await this.#axios;
    const { agent, forwarder } = await this.#routeTo(request.url, responseType === 'stream');
    const response = await axios.request({
      method: request.method,
      url: request.url,
      // axios would call the absence of a body a form.
      headers: { ...request.headers, ...(request.body === undefined && { 'content-type': false }) },
      ...(request.body !== undefined && { data: request.body }),
      ...(forwarder && { proxy: forwarder }),
      httpAgent: agent,
      httpsAgent: agent,
      responseType,
      signal,
    });
    // This is the proxy's answer, not the server's.
    if (forwarder && response.status === 407) throw Object.assign(new Error(), { code: 'PROXY_407' });
    return response;
  }

  /** The way to an address: sockets by protocol, proxy and whether they are to be kept. */
  async #routeTo(url: string, single: boolean): Promise<Route> {
    const secure = url.startsWith('https:');
    const proxy = await this.#proxyFor(url);
    const key = `${secure}|${single}|${proxy?.href ?? ''}`;
    const known = this.#routes.get(key);
    if (known) return known;
    const options: AgentOptions = single ? {} : { keepAlive: true, maxSockets: this.#options.maxSockets ?? 32 };
    if (secure) this.#options.tls?.addTLSOptions(options);
    const { tunnelTimeout: timeout } = this.#options;
    const route: Route = !proxy
      ? { agent: agentFor(secure, options) }
      : secure
        ? { agent: await tunnelThrough(proxy, { ...options, ...(timeout && { timeout }) }) }
        : { agent: agentFor(proxy.protocol === 'https:', options), forwarder: forwarderAt(proxy) };
    this.#routes.set(key, route);
    return route;
  }

  /** The proxy of the configuration, or that of the environment (`HTTPS_PROXY`, `NO_PROXY`). */
  async #proxyFor(url: string): Promise<URL | undefined> {
    const { proxy } = this.#options;
    if (!proxy) {
      const { getProxyForUrl } = await import('proxy-from-env');
      const address = getProxyForUrl(url);
      return address ? new URL(address) : undefined;
    }
    if (excluded(new URL(url), proxy.noproxy ?? [])) return undefined;
    const address = new URL(/^\w+:\/\//.test(proxy.url) ? proxy.url : `http://${proxy.url}`);
    if (proxy.credentials?.username) address.username = encodeURIComponent(proxy.credentials.username);
    if (proxy.credentials?.password) address.password = encodeURIComponent(proxy.credentials.password);
    return address;
  }

  async #bounded<T>(
    origin: Origin,
    timeout: number,
    signal: AbortSignal,
    task: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (signal.aborted) throw aborted(origin);
    const bound = new AbortController();
    let late = false;
    const stop = () => bound.abort();
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, timeout);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await task(bound.signal);
    } catch (error) {
      if (signal.aborted) throw aborted(origin);
      throw late ? timedOut(origin, timeout) : unreachable(origin, refusedByProxy(error) ?? error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }
}

/**
 * Whether a request met a kept-alive socket that the server was just closing. It is sent once more if that can do no
 * harm: a POST might have been carried out.
 */
function wasStale({ method }: HttpRequest, error: unknown): boolean {
  const { request } = error as { request?: { reusedSocket?: boolean } };
  const code = codeOf(error);
  return method !== 'POST' && request?.reusedSocket === true && (code === 'ECONNRESET' || code === 'EPIPE');
}

/** What a proxy says instead of opening a tunnel has no code of its own; 407 is the one that everybody meets. */
function refusedByProxy(error: unknown): Error | undefined {
  const [, status] = /^Bad response: (\d{3})$/.exec(error instanceof Error ? error.message : '') ?? [];
  return status ? Object.assign(new Error(), { code: `PROXY_${status}` }) : undefined;
}

function agentFor(secure: boolean, options: AgentOptions): HttpAgent {
  return new (secure ? HttpsAgent : HttpAgent)(options);
}

/**
 * An agent whose connections go through a tunnel. Its `timeout` is for the opening of the tunnel, which no signal of a
 * request can end; a socket that merely rests is not harmed by it.
 */
async function tunnelThrough(proxy: URL, options: AgentOptions): Promise<HttpAgent> {
  const { HttpsProxyAgent } = await import('hpagent');
  return new HttpsProxyAgent({ ...options, proxy });
}

/** A proxy that forwards single requests: many open tunnels to port 443 only. */
function forwarderAt({ protocol, hostname, port, username, password }: URL): AxiosProxyConfig {
  const auth = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return {
    protocol,
    host: hostname,
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    ...(username && { auth }),
  };
}

/** Whether an address is on a no-proxy list: a host, a domain with its subdomains, `host:port`, or `*`. */
function excluded(url: URL, list: readonly string[]): boolean {
  return list.some((entry) => {
    const [, host = '', port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.trim().toLowerCase()) ?? [];
    if (entry.trim() === '*') return true;
    if (!host || (port && port !== url.port)) return false;
    return url.hostname === host || url.hostname.endsWith(`.${host}`);
  });
}

function headersOf(response: AxiosResponse): WireResponse['headers'] {
  return Object.fromEntries(
    Object.entries(response.headers)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.map(String) : String(value)]),
  );
}
