import { RateLimiter } from '../runtime/http/rate-limiter.ts';

/** Requests that the gateway bears from one application within a second, as far as is known. */
export const usualRequestsPerSecond = 25;

/** The quota is an application's, however many accounts of this process act for it. */
const limiters = new Map<string, RateLimiter>();

/**
 * Keeps the requests of an application to a gateway below its quota.
 * @param baseUrl any address at the gateway
 * @param setting requests within a second, as a flow stores it; 0: as many as come, empty: the usual
 */
export function gatewayLimiter(
  baseUrl: string,
  clientId: string,
  setting: string | number | undefined = '',
): RateLimiter {
  const given = String(setting).trim() === '' ? Number.NaN : Number(setting);
  const limit = given >= 0 ? given : usualRequestsPerSecond;
  const gateway = URL.canParse(baseUrl) ? new URL(baseUrl).origin : baseUrl;
  const name = JSON.stringify([gateway, clientId]);
  const limiter = limiters.get(name) ?? new RateLimiter(limit, 1000);
  limiters.set(name, limiter);
  // Who was deployed last knows best.
  limiter.limit = limit;
  return limiter;
}
