import type { Incoming } from '../../server/system.ts';
import type { GatewaySettings } from '../options.ts';
import type { IssuedGrant, Realm, Tokens } from '../sign-in/tokens.ts';
import { OrangeRefusal } from './errors.ts';
import type { Quota } from './quotas.ts';

interface Parts {
  readonly settings: () => GatewaySettings;
  readonly tokens: Tokens;
  readonly perSecond: Quota;
  readonly perHour: Quota;
}

/** What stands before every API: is the token good, and has the application not asked too often? */
export class Gateway {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get settings(): GatewaySettings {
    return this.#parts.settings();
  }

  /** What the bearer of a request may do. Throws {@link OrangeRefusal}. */
  admit({ headers }: Incoming, realm: Realm): IssuedGrant {
    const { tokens, perSecond, perHour } = this.#parts;
    const [, value] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (!value) throw new OrangeRefusal(40);
    const token = tokens.find(value);
    if (token?.grant.realm !== realm) throw new OrangeRefusal(41);
    if (Date.now() >= token.expiresAt) throw new OrangeRefusal(42);
    const { requestsPerSecond, requestsPerHour } = this.settings;
    const { clientId } = token.grant;
    const allowed = perSecond.take(clientId, requestsPerSecond) && perHour.take(clientId, requestsPerHour);
    if (!allowed) throw new OrangeRefusal(53);
    return token.grant;
  }
}
