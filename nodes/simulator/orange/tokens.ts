import { randomBytes } from 'node:crypto';

/** The surface whose token endpoint has issued a token; no other one takes it. */
export type Realm = 'b2b' | 'v3';

/** What an application may do, and for whom. */
export interface Grant {
  readonly realm: Realm;
  readonly clientId: string;
  /** Absent: the application acts for itself. */
  readonly userId?: string;
  readonly scopes: readonly string[];
}

export interface AccessToken {
  readonly value: string;
  readonly grant: Grant;
  expiresAt: number;
}

/** A code that was given to a browser and waits to be exchanged. */
export interface Code {
  readonly value: string;
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly expiresAt: number;
  readonly nonce?: string;
  /** Of an application that proves its code belongs to it, RFC 7636. */
  readonly challenge?: { readonly value: string; readonly hashed: boolean };
}

const fresh = (prefix: string) => `${prefix}-${randomBytes(24).toString('base64url')}`;
/** How many of each kind are remembered. */
const most = 10_000;

/** Every token and code that is good, or was. */
export class Tokens {
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, Grant>();
  readonly #codes = new Map<string, Code>();

  get access(): readonly AccessToken[] {
    return [...this.#access.values()];
  }

  get refresh(): readonly (readonly [value: string, grant: Grant])[] {
    return [...this.#refresh];
  }

  issue(grant: Grant, seconds: number): AccessToken {
    const token = { value: fresh('sim-access'), grant, expiresAt: Date.now() + seconds * 1000 };
    remember(this.#access, token.value, token);
    return token;
  }

  /** A token that was never issued, or was revoked, is none. */
  find(value: string): AccessToken | undefined {
    return this.#access.get(value);
  }

  issueRefresh(grant: Grant, value = fresh('sim-refresh')): string {
    remember(this.#refresh, value, grant);
    return value;
  }

  findRefresh(value: string): Grant | undefined {
    return this.#refresh.get(value);
  }

  forgetRefresh(value: string): void {
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
    for (const token of this.#access.values()) token.expiresAt = 0;
  }

  /** Tokens and codes are no longer known: all, or those of one user. */
  revoke(userId?: string): void {
    const meant = (grant: Grant) => userId === undefined || grant.userId === userId;
    for (const [value, { grant }] of this.#access) if (meant(grant)) this.#access.delete(value);
    for (const [value, grant] of this.#refresh) if (meant(grant)) this.#refresh.delete(value);
    for (const [value, { grant }] of this.#codes) if (meant(grant)) this.#codes.delete(value);
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
