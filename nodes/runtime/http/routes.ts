import { connectorFor, type TlsSource } from './connector.ts';
import { SocketPool } from './pool.ts';
import { type ProxyServer, type ProxySource, proxyFor } from './proxy.ts';

/** How an account's requests get to their servers. */
export interface HttpOptions {
  readonly tls?: TlsSource | undefined;
  readonly proxy?: ProxySource | undefined;
  /** Sockets to one server at most, streams not counted. */
  readonly maxSockets?: number;
  /** Requests that wait for a socket of one server at most. */
  readonly maxWaiting?: number;
}

/** The way to one origin: its sockets, and the proxy that passes single requests on, where there is one. */
export interface Route {
  readonly pool: SocketPool;
  readonly forwarder?: ProxyServer;
}

const usualSockets = 32;
const usualWaiting = 4096;

/** The ways that an account's requests have taken so far. */
export class RouteTable {
  readonly #options: HttpOptions;
  readonly #known = new Map<string, Route>();

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  /**
   * The way to an address. The environment may name another proxy at any time.
   * @param kept whether sockets are kept for further requests
   */
  to(undici: typeof import('undici'), url: URL, kept: boolean): Route {
    const { tls, proxy: configured, maxSockets = usualSockets, maxWaiting = usualWaiting } = this.#options;
    const proxy = proxyFor(url, configured);
    const key = `${kept}|${url.origin}|${proxy?.origin ?? ''}|${proxy?.authorization ?? ''}`;
    const known = this.#known.get(key);
    if (known) return known;
    const tunnel = url.protocol === 'https:';
    const connector = connectorFor({ undici, tls, proxy, tunnel });
    const origin = proxy && !tunnel ? proxy.origin : url.origin;
    const limit = kept ? maxSockets : Number.POSITIVE_INFINITY;
    const route: Route = {
      pool: new SocketPool(undici, origin, connector, limit, maxWaiting),
      ...(proxy && !tunnel && { forwarder: proxy }),
    };
    this.#known.set(key, route);
    return route;
  }

  /** Ends all sockets. */
  close(): void {
    for (const { pool } of this.#known.values()) pool.destroy();
    this.#known.clear();
  }
}
