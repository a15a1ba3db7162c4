import { timingSafeEqual } from 'node:crypto';
import { type Claim, type Incoming, json, type Reply } from '../../server/system.ts';
import { errorInfo } from '../server/errors.ts';
import { apiPath, type Settings } from '../server/options.ts';
import type { Company } from '../users/company.ts';
import type { Sessions } from './sessions.ts';

const authenticatePath = '/api/rest/authenticate';
const noSsoPath = '/api/rest/authenticatenosso';
const loginPath = '/authenticationbasic/login';

/** The addresses that the server hands out: of the request, unless others are configured. */
export function publicOrigin(settings: Settings, { origin }: URL): string {
  return asHandedOut(settings, settings.publicUrl?.replace(/\/+$/, '') ?? origin);
}

/** The address that the server hands out for use within the company's network. */
export function internalOrigin(settings: Settings, { origin }: URL): string {
  return asHandedOut(settings, settings.internalUrl?.replace(/\/+$/, '') ?? origin);
}

/** A server behind a proxy that speaks TLS for it may not know that it is reached by https. */
function asHandedOut({ switches }: Settings, origin: string): string {
  return switches.isOn('hand-out-clear-addresses') ? origin.replace(/^https:/, 'http:') : origin;
}

/** Everything before a session: discovery and login. Chapters "Introduction" and "Authentication". */
export class Authentication {
  readonly #settings: Settings;
  readonly #company: Company;
  readonly #sessions: Sessions;

  constructor(settings: Settings, company: Company, sessions: Sessions) {
    this.#settings = settings;
    this.#company = company;
    this.#sessions = sessions;
  }

  claim(incoming: Incoming): Claim | undefined {
    const template = incoming.url.pathname;
    const named = (name: string, reply: (incoming: Incoming) => Reply): Claim => ({
      name,
      template,
      answer: () => (incoming.method === 'GET' ? reply(incoming) : wrongMethod(incoming.method)),
    });
    if (template === '/api/rest') return named('discovery', (request) => this.#discover(request));
    if (template === authenticatePath) return named('authenticate', (request) => this.#authenticate(request));
    if (template === noSsoPath || template === loginPath)
      return named('authenticate', (request) => this.#login(request));
    return undefined;
  }

  #discover({ url }: Incoming): Reply {
    return json(200, {
      serverInfo: {
        productName: 'OpenTouch Multimedia Solution',
        productType: 'OTMS',
        productVersion: { major: '2.6', minor: '000.000' },
        haMode: false,
      },
      versions: [
        {
          id: '1.0',
          status: 'CURRENT',
          publicUrl: `${publicOrigin(this.#settings, url)}${authenticatePath}?version=1.0`,
          internalUrl: `${internalOrigin(this.#settings, url)}${authenticatePath}?version=1.0`,
        },
      ],
    });
  }

  #authenticate(incoming: Incoming): Reply {
    const { authentication } = this.#settings;
    if (authentication === 'redirect') {
      const location = `${incoming.url.origin}${loginPath}?AlcApplicationUrl=${authenticatePath}${incoming.url.search}`;
      return { status: 302, headers: { location } };
    }
    if (!incoming.headers.authorization && authentication === 'preemptive')
      return unauthorized('credentials are missing', false);
    return this.#login(incoming);
  }

  #login({ url, headers }: Incoming): Reply {
    if (!headers.authorization) return unauthorized('credentials are missing');
    const login = basicLogin(headers.authorization);
    if (!login || !this.#knows(login)) return unauthorized('login or password is wrong');
    const token = this.#sessions.issue(login.name);
    const { setCookie, credential, cookieAttributes } = this.#settings;
    const sessions = `${apiPath}/sessions`;
    return json(
      200,
      {
        ...(credential && { credential: token }),
        publicUrl: `${publicOrigin(this.#settings, url)}${sessions}`,
        internalUrl: `${internalOrigin(this.#settings, url)}${sessions}`,
      },
      setCookie ? { 'set-cookie': cookie('AlcUserId', token, cookieAttributes) } : {},
    );
  }

  #knows({ name, password }: { name: string; password: string }): boolean {
    if (this.#settings.switches.isOn('refuse-passwords')) return false;
    const expected = Buffer.from(this.#company.passwordOf(name) ?? '');
    const given = Buffer.from(password);
    return expected.length > 0 && expected.length === given.length && timingSafeEqual(expected, given);
  }
}

/** A cookie as it stands in `Set-Cookie`. */
export function cookie(name: string, value: string, attributes: string): string {
  return attributes ? `${name}=${value}; ${attributes}` : `${name}=${value}`;
}

/** The token of a request, from its cookie. */
export function tokenOf({ headers }: Incoming): string | undefined {
  return /(?:^|;)\s*AlcUserId="?([^;"\s]+)/.exec(headers.cookie ?? '')?.[1];
}

function basicLogin(authorization: string): { name: string; password: string } | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization)?.[1];
  const text = encoded && Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text ? text.indexOf(':') : -1;
  return text && colon > 0 ? { name: text.slice(0, colon), password: text.slice(colon + 1) } : undefined;
}

function unauthorized(problem: string, challenge = true): Reply {
  const headers: Reply['headers'] = challenge ? { 'www-authenticate': 'Basic realm="OpenTouch"' } : {};
  return errorInfo(401, 'NOT_ALLOWED', problem, headers);
}

function wrongMethod(method: string): Reply {
  return errorInfo(405, 'NOT_SUPPORTED', `${method} is not supported here`, { allow: 'GET' });
}
