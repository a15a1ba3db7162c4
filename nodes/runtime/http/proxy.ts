/** The core `http proxy` node. */
export interface ProxySource {
  readonly url: string;
  readonly noproxy?: readonly string[];
  readonly credentials?: { readonly username?: string; readonly password?: string };
}

/** A proxy and what it wants to see. */
export interface ProxyServer {
  /** Address without credentials. */
  readonly origin: string;
  /** Name and port, for people. */
  readonly host: string;
  /** `Proxy-Authorization`, where it wants a password. */
  readonly authorization?: string;
}

/**
 * The proxy for a URL: that of the configuration, or that of the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`,
 * lower case first, `HTTPS_PROXY` falling back to `HTTP_PROXY`, as undici's EnvHttpProxyAgent reads them).
 * @throws TypeError when the address of the proxy is none
 */
export function proxyFor(url: URL, configured: ProxySource | undefined): ProxyServer | undefined {
  if (configured) {
    if (isExcluded(url, configured.noproxy ?? [])) return undefined;
    const { username, password } = configured.credentials ?? {};
    return proxyAt(configured.url, username, password);
  }
  const { env } = process;
  const plain = env['http_proxy'] ?? env['HTTP_PROXY'];
  const address = url.protocol === 'https:' ? env['https_proxy'] || env['HTTPS_PROXY'] || plain : plain;
  const exceptions = (env['no_proxy'] ?? env['NO_PROXY'] ?? '').split(/[,\s]+/);
  return address && !isExcluded(url, exceptions) ? proxyAt(address) : undefined;
}

function proxyAt(typed: string, username?: string, password?: string): ProxyServer {
  const url = new URL(/^\w+:\/\//.test(typed) ? typed : `http://${typed}`);
  const name = username || decodeURIComponent(url.username);
  const secret = username ? (password ?? '') : decodeURIComponent(url.password);
  return {
    origin: url.origin,
    host: `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`,
    ...(name && { authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}` }),
  };
}

/** Whether an address is on a no-proxy list: a host, a domain with its subdomains, `host:port`, or `*`. */
function isExcluded(url: URL, list: readonly string[]): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list.some((entry) => {
    const text = entry.trim().toLowerCase();
    if (text === '*') return true;
    const [, host = '', only] = /^\*?\.?(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(text) ?? [];
    if (!host || (only && only !== port)) return false;
    const bare = bareHost(host);
    const asked = bareHost(url.hostname);
    return asked === bare || asked.endsWith(`.${bare}`);
  });
}

/** Without the brackets of an IPv6 address. */
function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
