declare module 'proxy-from-env' {
  /** Address of the proxy that the environment names for a URL, or an empty string. */
  export function getProxyForUrl(url: string): string;
}
