import type { WireResponse } from '../../runtime/connection.ts';
import { type Origin, TelephonyError } from '../../runtime/errors.ts';
import { objectIn, textOf } from '../../runtime/json.ts';

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
 * @throws TelephonyError `BAD_ANSWER` when there is no token in it
 */
export function readToken(origin: Origin, { status, body }: WireResponse, now: number, before?: string): Token {
  const answer = objectIn(body);
  const accessToken = textOf(answer['access_token']);
  if (!accessToken) {
    const message = `${origin.operation}: the answer holds no token; is the token address right?`;
    throw new TelephonyError('BAD_ANSWER', message, { ...origin, status, canRetry: false });
  }
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

/** Whether a token is good for a request that starts now. */
export function isFresh({ expiresAt, life }: Token, now: number): boolean {
  return now < expiresAt - Math.min(margin, life / 10);
}
