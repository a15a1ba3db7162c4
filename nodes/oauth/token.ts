import type { WireResponse } from '../runtime/operation/connection.ts';
import { objectIn, textOf } from '../schema/json.ts';

/** What an authorization server has given, as it is kept. */
export interface Token {
  readonly accessToken: string;
  /** Milliseconds since 1970 after which it is of no use. */
  readonly expiresAt: number;
  /** Milliseconds that it was good for when it came. */
  readonly life: number;
  readonly refreshToken?: string;
  /** Scopes that were granted, separated by blanks, where the server tells. */
  readonly scope?: string;
}

/** Milliseconds of life that a token is believed to have whose end nobody tells. */
const usualLife = 3_600_000;

/** Milliseconds before its end at which a token is renewed; not more than a tenth of its life. */
const margin = 60_000;

/**
 * Reads a successful answer of a token endpoint. Older ones send the seconds as text; one that renews may leave out the
 * refresh token, and then the old one stays good.
 * @param now milliseconds since 1970
 * @returns undefined when there is no token in it
 */
export function readToken({ body }: Pick<WireResponse, 'body'>, now: number, before?: string): Token | undefined {
  const answer = objectIn(body);
  const accessToken = textOf(answer['access_token']);
  if (!accessToken) return undefined;
  const seconds = Number(answer['expires_in']);
  const life = seconds > 0 ? seconds * 1000 : usualLife;
  const refreshToken = textOf(answer['refresh_token']) ?? before;
  const scope = textOf(answer['scope']);
  return {
    accessToken,
    expiresAt: now + life,
    life,
    ...(refreshToken && { refreshToken }),
    ...(scope && { scope }),
  };
}

/**
 * Milliseconds that a kept token is good for, by the wall clock: never more than its whole life, for the clock may have
 * been set back since it was kept.
 * @param now milliseconds since 1970
 */
export function remainingLife({ expiresAt, life }: Token, now: number): number {
  return Math.max(0, Math.min(expiresAt - now, life));
}

/** Whether a token with that many milliseconds left is good for a request that starts now. */
export function isFresh({ life }: Token, remaining: number): boolean {
  return remaining > Math.min(margin, life / 10);
}
