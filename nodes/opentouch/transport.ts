import type { CookieJar } from 'tough-cookie';
import type { WireResponse } from '../runtime/connection.ts';
import type { Origin } from '../runtime/errors.ts';
import { HttpClient, type HttpRequest, type HttpStream } from '../runtime/http.ts';
import { chooseAddress, mayShareCredentials } from './addresses.ts';
import type { ServerSettings } from './settings.ts';

const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;

/** One stay at a server, from login to the end of its session: the address used and the cookies collected. */
export interface Visit {
  /** The account's address that led here. */
  readonly typed: string;
  readonly jar: CookieJar;
  /** Names that the server has for itself, as soon as a session tells them. */
  readonly hosts?: readonly string[];
}

/** HTTP with a visit's cookies: kept and sent by the ordinary rules, redirects of GET followed. */
export class Transport {
  readonly #settings: ServerSettings;
  readonly #http: HttpClient;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.#http = new HttpClient({ ...settings.http, tunnelTimeout: settings.timeout });
  }

  async visit(typed: string): Promise<Visit> {
    const { CookieJar } = await import('tough-cookie');
    return { typed, jar: new CookieJar() };
  }

  /** Sends a request to an absolute URL. A redirect to a foreign host is brought back as the address mode says. */
  async request(
    origin: Origin,
    visit: Visit,
    request: HttpRequest,
    signal: AbortSignal,
    timeout = this.#settings.timeout,
  ): Promise<WireResponse> {
    let current = request;
    for (let hops = 0; ; hops += 1) {
      const response = await this.#exchange(origin, visit, current, signal, timeout);
      const location = response.headers['location'];
      const follow = request.method === 'GET' && redirects.has(response.status) && typeof location === 'string';
      if (!follow || hops === mostRedirects) return response;
      current = this.#redirected(current, visit, new URL(location, current.url).href);
    }
  }

  /** Opens the channel. Its URL is its credential, so no cookie is needed; those that fit are sent all the same. */
  async stream(origin: Origin, visit: Visit, request: HttpRequest, signal: AbortSignal): Promise<HttpStream> {
    return this.#http.stream(origin, await withCookies(visit, request), this.#settings.timeout, signal);
  }

  close(): void {
    this.#http.close();
  }

  #redirected(request: HttpRequest, { typed, hosts }: Visit, target: string): HttpRequest {
    // Before the session, any name may be the server's; later, what leads elsewhere is not the server's to mend.
    const own = hosts ? hosts.includes(new URL(target).hostname) : true;
    const url = own ? (chooseAddress({ public: target }, this.#settings.addressMode, typed) ?? target) : target;
    const { authorization, ...headers } = request.headers ?? {};
    const keep = authorization && mayShareCredentials(request.url, url);
    return { ...request, url, headers: { ...headers, ...(keep && { authorization }) } };
  }

  async #exchange(
    origin: Origin,
    visit: Visit,
    request: HttpRequest,
    signal: AbortSignal,
    timeout: number,
  ): Promise<WireResponse> {
    const response = await this.#http.request(origin, await withCookies(visit, request), timeout, signal);
    for (const cookie of [response.headers['set-cookie'] ?? []].flat()) {
      await visit.jar.setCookie(cookie, request.url, { ignoreError: true });
    }
    return response;
  }
}

async function withCookies({ jar }: Visit, request: HttpRequest): Promise<HttpRequest> {
  const cookie = await jar.getCookieString(request.url);
  return cookie ? { ...request, headers: { ...request.headers, cookie } } : request;
}
