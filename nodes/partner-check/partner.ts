import { HttpClient } from '../runtime/http/client.ts';
import type { PartnerAnswer } from './checks/answer.ts';

/** How Orange shows a partner who it is. */
export type PartnerAuthentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'key'; readonly header: string; readonly value: string };

/** Where a partner is reached, and how Orange logs in there. */
export interface PartnerAddress {
  /** Base address, below which `/productordering/v2/productOrder` and the others are. */
  readonly url: string;
  readonly authentication: PartnerAuthentication;
  /** Takes any certificate. */
  readonly insecure?: boolean;
}

/** A request to a partner. */
export interface PartnerRequest {
  readonly method: 'GET' | 'POST';
  /** Below the base address, with its query. */
  readonly path: string;
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown;
  /** JSON if not said. */
  readonly contentType?: string;
  /** Instead of the right one. */
  readonly authentication?: PartnerAuthentication;
  /** Milliseconds; half a minute if not said. */
  readonly timeout?: number;
}

const origin = { system: 'business-apps', operation: 'partner' };

/** Sends requests to a partner as Orange does. */
export class CheckedPartner {
  readonly #address: PartnerAddress;
  readonly #http: HttpClient;
  readonly #closing = new AbortController();

  /** @throws Error when the address is no URL */
  constructor(address: PartnerAddress) {
    const { protocol } = new URL(address.url);
    if (protocol !== 'http:' && protocol !== 'https:')
      throw new Error('the address must begin with https:// or http://');
    this.#address = address;
    const tls = { addTLSOptions: (options: object) => Object.assign(options, { rejectUnauthorized: false }) };
    this.#http = new HttpClient(address.insecure ? { tls } : {});
  }

  get authentication(): PartnerAuthentication {
    return this.#address.authentication;
  }

  /** @throws TelephonyError when there is no answer */
  async send(request: PartnerRequest): Promise<PartnerAnswer> {
    const { method, path, body, contentType = 'application/json', timeout = 30_000 } = request;
    const response = await this.#http.request(
      origin,
      {
        method,
        url: `${this.#address.url.replace(/\/+$/, '')}${path}`,
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': contentType }),
          ...headersFor(request.authentication ?? this.#address.authentication),
        },
        body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
      },
      timeout,
      this.#closing.signal,
    );
    return {
      status: response.status,
      contentType: String(response.headers['content-type'] ?? ''),
      text: response.body.toString('utf8'),
    };
  }

  close(): void {
    this.#closing.abort();
    this.#http.close();
  }
}

function headersFor(authentication: PartnerAuthentication): Record<string, string> {
  switch (authentication.kind) {
    case 'none':
      return {};
    case 'basic':
      return {
        authorization: `Basic ${Buffer.from(`${authentication.user}:${authentication.password}`).toString('base64')}`,
      };
    case 'bearer':
      return { authorization: `Bearer ${authentication.token}` };
    case 'key':
      return { [authentication.header.toLowerCase()]: authentication.value };
  }
}

/** The same way of authentication with a secret that cannot be right. */
export function withWrongSecret(authentication: PartnerAuthentication): PartnerAuthentication {
  switch (authentication.kind) {
    case 'none':
      return authentication;
    case 'basic':
      return { ...authentication, password: `${authentication.password}-wrong` };
    case 'bearer':
      return { ...authentication, token: `${authentication.token}-wrong` };
    case 'key':
      return { ...authentication, value: `${authentication.value}-wrong` };
  }
}

/**
 * The authentication in the words of a form or of a request: `{ kind, user, password, token, header, value }`.
 * @throws Error that says what is missing
 */
export function authenticationFrom(given: unknown): PartnerAuthentication {
  const { kind = 'none', ...rest } = (typeof given === 'object' && given !== null ? given : {}) as Record<
    string,
    unknown
  >;
  const text = (name: string) => {
    const value = rest[name];
    if (typeof value !== 'string' || value === '') throw new Error(`authentication.${name} is missing`);
    return value;
  };
  if (kind === 'none') return { kind };
  if (kind === 'basic') return { kind, user: text('user'), password: text('password') };
  if (kind === 'bearer') return { kind, token: text('token') };
  if (kind === 'key') return { kind, header: text('header'), value: text('value') };
  throw new Error('authentication.kind is none, basic, bearer or key');
}
