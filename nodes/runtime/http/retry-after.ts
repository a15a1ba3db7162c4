/**
 * Milliseconds for which the answer asks to be left alone (`Retry-After`, in seconds or as a date); 0 where it does not.
 * @param now milliseconds since 1970, for a date
 */
export function retryAfterIn(
  { headers }: { readonly headers: Readonly<Record<string, string | string[]>> },
  now = Date.now(),
): number {
  const said = headers['retry-after'];
  const text = (Array.isArray(said) ? said[0] : said)?.trim();
  if (!text) return 0;
  const milliseconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
}
