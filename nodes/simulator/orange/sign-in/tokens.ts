import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The surface whose token endpoint has issued a token; no other one takes it. */
export type Realm = 'b2b' | 'v3';

/** What an application may do, and for whom. */
export interface IssuedGrant {
  readonly realm: Realm;
  readonly clientId: string;
  /** Absent: the application acts for itself. */
  readonly userId?: string;
  readonly scopes: readonly string[];
}

/** An access token that was given out. */
export interface AccessToken {
  readonly value: string;
  readonly grant: IssuedGrant;
  expiresAt: number;
}

/** A code that was given to a browser and waits to be exchanged. */
export interface Code {
  readonly value: string;
  readonly grant: IssuedGrant;
  readonly redirectUri: string;
  readonly expiresAt: number;
  readonly nonce?: string;
  /** Of an application that proves its code belongs to it, RFC 7636. */
  readonly challenge?: { readonly value: string; readonly hashed: boolean };
}

const fresh = (prefix: string) => `${prefix}-${randomBytes(24).toString('base64url')}`;
/** How many of each kind are remembered. */
const most = 10_000;

/**
 * Every token and code that is good, or was. Tokens say themselves what they are for, sealed, so that those of a simulator that ran
 * before are still good: clients keep them over restarts, and the real service does not forget them either.
 */
export class Tokens {
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, IssuedGrant>();
  readonly #codes = new Map<string, Code>();
  readonly #started = Date.now();
  /** Whose tokens from before are no longer known; `undefined` stands for everybody's. */
  readonly #revoked = new Set<string | undefined>();
  /** Refresh tokens that were replaced by others. */
  readonly #replaced = new Set<string>();
  #expired = false;

  get access(): readonly AccessToken[] {
    return [...this.#access.values()];
  }

  get refresh(): readonly (readonly [value: string, grant: IssuedGrant])[] {
    return [...this.#refresh];
  }

  issue(grant: IssuedGrant, seconds: number): AccessToken {
    const issuedAt = Date.now();
    const expiresAt = issuedAt + seconds * 1000;
    const token = { value: seal('sim-access', { grant, issuedAt, expiresAt }), grant, expiresAt };
    remember(this.#access, token.value, token);
    return token;
  }

  /** A token that was never issued, or was revoked, is none. */
  find(value: string): AccessToken | undefined {
    const known = this.#access.get(value);
    if (known) return known;
    const sealed = this.#before('sim-access', value);
    if (!sealed) return undefined;
    const token = { value, grant: sealed.grant, expiresAt: this.#expired ? 0 : (sealed.expiresAt ?? 0) };
    remember(this.#access, value, token);
    return token;
  }

  issueRefresh(grant: IssuedGrant, value = seal('sim-refresh', { grant, issuedAt: Date.now() })): string {
    remember(this.#refresh, value, grant);
    return value;
  }

  findRefresh(value: string): IssuedGrant | undefined {
    if (this.#replaced.has(value)) return undefined;
    return this.#refresh.get(value) ?? this.#before('sim-refresh', value)?.grant;
  }

  forgetRefresh(value: string): void {
    this.#replaced.add(value);
    this.#refresh.delete(value);
  }

  issueCode(code: Omit<Code, 'value'>): string {
    const value = fresh('sim-code');
    remember(this.#codes, value, { ...code, value });
    return value;
  }

  /** A code is good once, whatever becomes of the attempt. */
  takeCode(value: string): Code | undefined {
    const code = this.#codes.get(value);
    this.#codes.delete(value);
    return code && Date.now() < code.expiresAt ? code : undefined;
  }

  /** Access tokens are out of date from now on. */
  expire(): void {
    this.#expired = true;
    for (const token of this.#access.values()) token.expiresAt = 0;
  }

  /** Tokens and codes are no longer known: all, or those of one user. */
  revoke(userId?: string): void {
    this.#revoked.add(userId);
    const meant = (grant: IssuedGrant) => userId === undefined || grant.userId === userId;
    for (const [value, { grant }] of this.#access) if (meant(grant)) this.#access.delete(value);
    for (const [value, grant] of this.#refresh) if (meant(grant)) this.#refresh.delete(value);
    for (const [value, { grant }] of this.#codes) if (meant(grant)) this.#codes.delete(value);
  }

  /** What a token of a simulator before this one is for. */
  #before(prefix: string, value: string): Sealed | undefined {
    const sealed = unseal(prefix, value);
    if (!sealed || sealed.issuedAt >= this.#started) return undefined;
    const { userId } = sealed.grant;
    return this.#revoked.has(undefined) || this.#revoked.has(userId) ? undefined : sealed;
  }
}

/** What stands in a token. Times are milliseconds. */
interface Sealed {
  readonly grant: IssuedGrant;
  readonly issuedAt: number;
  readonly expiresAt?: number;
}

/** Everything here is for trying out, the key as well. */
const signature = (text: string) => createHmac('sha256', 'simulator').update(text).digest('base64url').slice(0, 24);

function seal(prefix: string, content: Sealed): string {
  const text = Buffer.from(JSON.stringify({ ...content, salt: randomBytes(6).toString('base64url') })).toString(
    'base64url',
  );
  return `${prefix}-${text}.${signature(text)}`;
}

function unseal(prefix: string, value: string): Sealed | undefined {
  const [text = '', seal = ''] = value.startsWith(`${prefix}-`) ? value.slice(prefix.length + 1).split('.') : [];
  const [given, right] = [Buffer.from(seal), Buffer.from(signature(text))];
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Sealed;
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
