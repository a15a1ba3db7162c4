import { createHash } from 'node:crypto';
import type { ClientCredentials } from './client.ts';

/** Whose token it is. All accounts that agree in this share one. */
export interface TokenIdentity extends ClientCredentials {
  readonly tokenUrl: string;
  readonly scope?: string;
  /** Who consented; absent: the application acts for itself. */
  readonly user?: string;
}

/** What a user has allowed, as an account remembers it. */
export interface Consent {
  /** Tells users apart: who is the same user has the same tokens. */
  readonly user: string;
  /** The id that the API has for them, if it told. */
  readonly userId?: string;
  /** What they are called, and their number, for people. */
  readonly name?: string;
  readonly number?: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Scopes that were asked for, separated by blanks. */
  readonly scope: string;
  /** Scopes that were granted, where the server told. */
  readonly granted?: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Where the store keeps the token of an identity. */
export function storeKey({ tokenUrl, clientId, clientSecret, scope = '', user }: TokenIdentity): string {
  // What a user consented to outlives a change of the secret; what an application gets for its secret alone does not.
  return digest(tokenUrl, clientId, scope, user ?? digest(clientSecret));
}

/** Where the store keeps the token that a consent has brought. */
export function consentKey(consent: Consent): string {
  return storeKey({ ...consent, clientSecret: '' });
}

/** A short fingerprint of a text, for use as a key. */
export function digest(...parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
