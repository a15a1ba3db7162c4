/** Why a server somewhere else may not reach an address, or cannot. */
export type ReachFlaw = 'missing' | 'local' | 'plain' | 'private';

/**
 * What is wrong with an address that a server has to reach. Runs in the browser, too.
 * @param address as typed
 * @param server address of the server; one on this machine reaches everything on it
 */
export function reachFlaw(address: string, server: string): ReachFlaw | undefined {
  const there = webAddress(server);
  if (there && isLoopback(there.hostname)) return undefined;
  const here = webAddress(address);
  if (!here) return 'missing';
  if (isLoopback(here.hostname)) return 'local';
  if (here.protocol === 'http:') return 'plain';
  return isPrivate(here.hostname) ? 'private' : undefined;
}

/** An address of the web, if it is one. */
export function webAddress(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a host means the machine itself. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|.+\.localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0)$/i.test(host);
}

/** Whether a host means something in its own network only. */
function isPrivate(host: string): boolean {
  const v4 = /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]+$/;
  const name = /\.(?:local|lan|internal|home\.arpa)$/i;
  return v4.test(host) || /^\[f[cde]/i.test(host) || name.test(host) || !/[.:]/.test(host);
}
