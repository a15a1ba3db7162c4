/** Headers of a request, by lower-case names. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a form can send. */
const formTypes = /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;

/**
 * Whether a request to Node-RED's admin side comes from a page of this Node-RED, or from no page at all. A browser lets the
 * form of any site send requests with whatever rights its user has here, and where the editor has no log-in everybody has
 * all of them; but it says where they come from, and a form sends no JSON. A proxy may reach us under another name than
 * the browser reaches it: then its `X-Forwarded-Host` counts, or what the browser itself says of the origin.
 */
export function isFromOwnPage(headers: Headers): boolean {
  return !formTypes.test(one(headers['content-type'])) && !isFromOtherSite(headers, false);
}

/**
 * Whether a browser says that a page of another site sends a request. What is no browser says nothing of the kind.
 * @param byHand whether an address that the user typed counts as our own
 */
export function isFromOtherSite(headers: Headers, byHand = true): boolean {
  const site = one(headers['sec-fetch-site']);
  if (site) return site !== 'same-origin' && !(byHand && site === 'none');
  const origin = one(headers['origin']);
  return origin !== '' && !isOwn(origin, headers);
}

function isOwn(origin: string, headers: Headers): boolean {
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  const own = [headers['host'], headers['x-forwarded-host']].flatMap((name) => one(name).split(','));
  return own.some((name) => name.trim().toLowerCase() === host);
}

function one(value: Headers[string]): string {
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
