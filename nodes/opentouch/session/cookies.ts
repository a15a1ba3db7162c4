import type { Cookie, CookieJar } from 'tough-cookie';

/** More addresses than this are not remembered at a time: paths hold references of calls. */
const mostRemembered = 256;

/**
 * The cookies of one visit, kept and sent by the ordinary rules. What is sent to an address is worked out once, until a
 * cookie comes, or one is over.
 */
export class Cookies {
  readonly #jar: CookieJar;
  readonly #library: typeof import('tough-cookie');
  /** `Cookie` by address; an empty text where none fits. */
  readonly #headers = new Map<string, string>();
  /** Whether all cookies are for all paths, so that what fits one address of an origin fits them all. */
  #everywhere = true;
  /** Wall clock, as cookies have it: when the first of them is over. */
  #until = Number.POSITIVE_INFINITY;
  #lastTaken = '';

  private constructor(library: typeof import('tough-cookie')) {
    this.#library = library;
    this.#jar = new library.CookieJar();
  }

  static async create(): Promise<Cookies> {
    return new Cookies(await import('tough-cookie'));
  }

  /** The header for an address, or an empty text. */
  header(url: string): string {
    if (Date.now() >= this.#until) this.#changed();
    const { origin, pathname } = new URL(url);
    const key = this.#everywhere ? origin : `${origin}${pathname}`;
    const known = this.#headers.get(key);
    if (known !== undefined) return known;
    if (this.#headers.size >= mostRemembered) this.#headers.clear();
    const header = this.#jar.getCookieStringSync(url);
    this.#headers.set(key, header);
    return header;
  }

  /** Takes what an answer from an address sets. Unusable cookies are left out. */
  take(setCookie: string | readonly string[] | undefined, url: string): void {
    if (setCookie === undefined) return;
    const lines = [setCookie].flat();
    // Some servers set the same cookie with every answer.
    const all = `${new URL(url).host}\n${lines.join('\n')}`;
    if (all === this.#lastTaken && !/;\s*(?:expires|max-age)=/i.test(all)) return;
    this.#lastTaken = all;
    for (const line of lines) this.#jar.setCookieSync(line, url, { ignoreError: true });
    this.#changed();
  }

  /** Whether a cookie of that name goes to an address. */
  has(name: string, url: string): boolean {
    return this.#jar.getCookiesSync(url).some(({ key }) => key === name);
  }

  /** Adds a cookie of ours, for all paths; one made under https goes nowhere in clear. */
  add(name: string, value: string, url: string): void {
    const cookie = new this.#library.Cookie({ key: name, value, path: '/', secure: url.startsWith('https:') });
    this.#jar.setCookieSync(cookie, url, { ignoreError: true });
    this.#changed();
  }

  #changed(): void {
    this.#headers.clear();
    const all: Cookie[] =
      this.#jar.serializeSync()?.cookies.flatMap((one) => this.#library.Cookie.fromJSON(one) ?? []) ?? [];
    this.#everywhere = all.every(({ path }) => path === '/');
    const ends = all.map((cookie) => cookie.expiryTime() ?? Number.POSITIVE_INFINITY).filter((end) => end > Date.now());
    this.#until = Math.min(Number.POSITIVE_INFINITY, ...ends);
  }
}
