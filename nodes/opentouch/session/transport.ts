import { type Origin, TelephonyError } from '../../runtime/errors.ts';
import type { HttpRequest } from '../../runtime/http/carry.ts';
import { HttpClient, type HttpStream } from '../../runtime/http/client.ts';
import { urlIn } from '../../runtime/http/url.ts';
import type { WireResponse } from '../../runtime/operation/connection.ts';
import { chooseAddress, encrypted, isDowngrade, mayShareCredentials } from './addresses.ts';
import { Cookies } from './cookies.ts';
import type { ServerSettings } from './settings.ts';

const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;

/** One stay at a server, from login to the end of its session: the address used and the cookies collected. */
export interface Visit {
  /** The account's address that led here. */
  readonly typed: string;
  readonly jar: Cookies;
  /** Names that the server has for itself, as soon as a session tells them. */
  readonly hosts?: readonly string[];
}

/**
 * HTTP with a visit's cookies: kept and sent by the ordinary rules, redirects of GET followed. Everything that an account
 * sends passes here, and nothing of an account with an https address leaves in clear.
 */
export class Transport {
  readonly #settings: ServerSettings;
  readonly #http: HttpClient;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.#http = new HttpClient(settings.http);
  }

  async visit(typed: string): Promise<Visit> {
    return { typed, jar: await Cookies.create() };
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
      if (!redirects.has(response.status) || typeof location !== 'string') return response;
      const target = redirectTarget(location, current.url);
      if (!target) throw badRedirect(origin, response.status);
      if (request.method !== 'GET') {
        if (wantsEncryption(new URL(current.url), target)) throw wrongScheme(origin, response.status, target);
        return response;
      }
      if (hops === mostRedirects) return response;
      current = this.#redirected(current, visit, target.href);
    }
  }

  /**
   * Opens the channel. Its URL is its credential, so no cookie is needed; those that fit are sent all the same, except in
   * clear. An address in clear is used by an account with an https address only where its settings allow that.
   * @throws TelephonyError `NOT_ENCRYPTED` when they do not, and the typed address leads to no channel either
   */
  async stream(origin: Origin, visit: Visit, request: HttpRequest, signal: AbortSignal): Promise<HttpStream> {
    const { timeout, clearChannel } = this.#settings;
    const handed = new URL(request.url);
    const clear = isDowngrade(new URL(visit.typed), handed);
    if (clear && clearChannel) return this.#http.stream(origin, request, timeout, signal);
    const secured = withCookies(visit, { ...request, url: encrypted(request.url, visit.typed) });
    const opened = await this.#http.stream(origin, secured, timeout, signal);
    if (!clear || opened.status < 400) return opened;
    opened.stream.on('error', () => undefined).destroy();
    throw notEncrypted(origin, opened.status, handed);
  }

  close(): void {
    this.#http.close();
  }

  #redirected(request: HttpRequest, { typed, hosts }: Visit, target: string): HttpRequest {
    // Before the session, any name may be the server's; later, what leads elsewhere is not the server's to mend.
    const own = hosts ? hosts.includes(new URL(target).hostname) : true;
    const chosen = own ? (chooseAddress({ public: target }, this.#settings.addressMode, typed) ?? target) : target;
    const url = encrypted(chosen, typed);
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
    const url = encrypted(request.url, visit.typed);
    const response = await this.#http.request(origin, withCookies(visit, { ...request, url }), timeout, signal);
    visit.jar.take(response.headers['set-cookie'], url);
    return response;
  }
}

function withCookies({ jar }: Visit, request: HttpRequest): HttpRequest {
  const cookie = jar.header(request.url);
  return cookie ? { ...request, headers: { ...request.headers, cookie } } : request;
}

/** Where a redirect leads; undefined where that is no address: `::::` (RFC 3986 wants a scheme before a colon), `file:/x`. */
function redirectTarget(location: string, from: string): URL | undefined {
  if (/^[^a-z/?#][^/?#]*:|^:/i.test(location)) return undefined;
  const target = urlIn(location, from);
  return target && /^https?:$/.test(target.protocol) ? target : undefined;
}

/** Whether a redirect leads to the same place by https. */
function wantsEncryption(from: URL, to: URL): boolean {
  return isDowngrade(to, from) && from.hostname === to.hostname;
}

function badRedirect(origin: Origin, status: number): TelephonyError {
  const message = `the server redirects (${status}) to something that is not an address`;
  return new TelephonyError('BAD_ANSWER', message, { ...origin, status, canRetry: false });
}

function wrongScheme(origin: Origin, status: number, { origin: wanted }: URL): TelephonyError {
  const message = `the server wants ${wanted}; correct the address in the account`;
  return new TelephonyError('WRONG_ADDRESS', message, { ...origin, status, canRetry: false });
}

function notEncrypted(origin: Origin, status: number, { origin: handed }: URL): TelephonyError {
  const message =
    `the server offers its events at ${handed} only, unencrypted, and the account's own address has none (${status}); ` +
    'have the server offer them by https, or allow events over http in the account';
  return new TelephonyError('NOT_ENCRYPTED', message, { ...origin, status, canRetry: false });
}
