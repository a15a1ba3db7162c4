import type { AddressMode } from './settings.ts';

/** The two forms of a URL that the server hands out. */
export interface HandedOut {
  readonly public?: string | undefined;
  readonly private?: string | undefined;
}

/** The address that a user typed, without the API's own path. */
export function baseAddress(typed: string): string {
  const address = /^https?:\/\//i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`;
  const url = new URL(address);
  return `${url.origin}${url.pathname.replace(/\/api\/rest.*$/, '').replace(/\/+$/, '')}`;
}

/**
 * Which of the handed-out URLs to use. In mode `typed` it is one whose host is the typed one; where there is none, the
 * typed origin takes the place of the foreign one, for behind a port forwarding the server's own name leads nowhere.
 * A foreign URL that names a port of its own keeps it: the events of a server may have another port than its requests.
 */
export function chooseAddress(handed: HandedOut, mode: AddressMode, typed: string): string | undefined {
  const [first, second] = mode === 'private' ? [handed.private, handed.public] : [handed.public, handed.private];
  const candidates = [first, second].flatMap((address) => absolute(address, typed));
  if (mode !== 'typed') return candidates[0]?.href;
  const here = new URL(typed);
  const same = candidates.find((url) => url.hostname === here.hostname && url.protocol === here.protocol);
  const sameHost = same ?? candidates.find((url) => url.hostname === here.hostname && !isDowngrade(here, url));
  const url = sameHost ?? candidates[0];
  return url && (sameHost ? url.href : atTypedOrigin(url, here));
}

function absolute(address: string | undefined, typed: string): URL[] {
  // Anything else, such as a mere word, is no address, although it could be read as one.
  if (!address || !/^(?:https?:\/\/|\/)/i.test(address)) return [];
  try {
    return [new URL(address, `${typed}/`)];
  } catch {
    return [];
  }
}

function atTypedOrigin(url: URL, here: URL): string {
  const rest = `${url.pathname}${url.search}`;
  if (url.port && url.port !== here.port) return `${url.protocol}//${here.hostname}:${url.port}${rest}`;
  return `${here.origin}${here.pathname.replace(/\/+$/, '')}${rest}`;
}

/** Whether going from one URL to the other would give up encryption. */
export function isDowngrade(from: URL, to: URL): boolean {
  return from.protocol === 'https:' && to.protocol === 'http:';
}

/**
 * An address as it may be used by an account whose typed address is encrypted: never in clear, whatever its host. What the
 * server hands out in clear is asked of the typed address instead.
 */
export function encrypted(url: string, typed: string): string {
  const [here, there] = [new URL(typed), new URL(url, `${typed}/`)];
  if (!isDowngrade(here, there)) return url;
  return `${here.origin}${here.pathname.replace(/\/+$/, '')}${there.pathname}${there.search}`;
}

/** Whether credentials sent to one URL may be sent to the other: same host, and never from https to http. */
export function mayShareCredentials(from: string, to: string): boolean {
  const [a, b] = [new URL(from), new URL(to)];
  return a.hostname === b.hostname && !isDowngrade(a, b);
}
