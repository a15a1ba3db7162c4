import type { HttpOptions } from '../runtime/http/routes.ts';
import type { NetworkOptions } from './types.ts';

/** TLS and proxy as the core configuration nodes would hand them over. */
export function httpOf({ tls, proxy }: NetworkOptions): HttpOptions {
  return {
    ...(tls && { tls: { addTLSOptions: (given: object) => Object.assign(given, tls) } }),
    ...(proxy && { proxy: { url: proxy } }),
  };
}
