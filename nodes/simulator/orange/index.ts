import { type Adjustable, settingsControls } from '../server/control/settings.ts';
import type { Claim, Hint, Incoming, Reply, SimulatedSystem } from '../server/system.ts';
import { gatewayErrorReply, OrangeRefusal, refusalReply } from './gateway/errors.ts';
import { Gateway } from './gateway/gateway.ts';
import { Quota } from './gateway/quotas.ts';
import { type GatewaySettings, gatewaySettings, type OrangeOptions } from './options.ts';
import { Authorize, authorizePath } from './sign-in/authorize.ts';
import { demoClients, type OrangeClient } from './sign-in/clients.ts';
import { type ConsentingPerson, scopesOf } from './sign-in/people.ts';
import { oauthReply, tokenAnswer } from './sign-in/token-endpoint.ts';
import { type Realm, Tokens } from './sign-in/tokens.ts';

export type { OrangeOptions } from './options.ts';

/** The token endpoints, and which surface each serves. */
const tokenPaths: Readonly<Record<string, { readonly realm: Realm; readonly name: string; readonly what: string }>> = {
  '/openidconnect/b2b/v1/token': { realm: 'b2b', name: 'token', what: 'token for a user' },
  '/oauth/v3/token': { realm: 'v3', name: 'client-token', what: 'token for an application' },
};

const oauthErrors: Readonly<Record<number, string>> = { 400: 'invalid_request', 401: 'invalid_client' };

/** Tokens that the page shows at most. */
const shown = 50;

/** What the APIs of Orange share: consent, tokens, and the gateway that asks for them. */
export class Orange implements SimulatedSystem {
  readonly name = 'orange';
  readonly title = 'Orange sign-in';
  readonly gateway: Gateway;
  readonly tokens = new Tokens();
  readonly actions: SimulatedSystem['actions'];
  readonly controls: SimulatedSystem['controls'];
  readonly settings: Adjustable<GatewaySettings>;
  readonly #clients: readonly OrangeClient[];
  readonly #people: readonly ConsentingPerson[];
  readonly #authorize: Authorize;
  readonly #tokensPerMinute = new Quota(60_000);
  readonly #tokensPerHour = new Quota(3_600_000);
  readonly #requestsPerSecond = new Quota(1000);
  readonly #requestsPerHour = new Quota(3_600_000);

  /** @param people who can sign in */
  constructor(people: readonly ConsentingPerson[], options: OrangeOptions = {}) {
    this.settings = gatewaySettings(options);
    this.#clients = options.clients ?? demoClients;
    this.#people = people;
    const shared = { settings: () => this.settings.current, tokens: this.tokens };
    this.#authorize = new Authorize({ ...shared, clients: this.#clients, people });
    this.gateway = new Gateway({ ...shared, perSecond: this.#requestsPerSecond, perHour: this.#requestsPerHour });
    this.#grantForTrial();
    this.actions = {
      'expire-tokens': () => this.tokens.expire(),
      'revoke-tokens': () => this.revoke(),
      'spend-quota': (milliseconds) => this.#requestsPerHour.spend(milliseconds),
      'spend-token-quota': (milliseconds) => this.#tokensPerHour.spend(milliseconds),
      'restore-quotas': () => this.restoreQuotas(),
    };
    this.controls = {
      ...settingsControls('orange', this.settings),
      /** One user takes back what he consented to. */
      'DELETE /orange/consents/{userId}': ({ userId = '' }) => {
        if (!people.some((person) => person.userId === userId)) throw new Error(`there is no user "${userId}"`);
        this.revoke(userId);
        return undefined;
      },
    };
  }

  claim(incoming: Incoming): Claim | undefined {
    const { method, url } = incoming;
    const token = Object.hasOwn(tokenPaths, url.pathname) ? tokenPaths[url.pathname] : undefined;
    if (token) {
      const answer = () => tokenAnswer(token.realm, incoming, this.#tokenParts());
      return { name: token.name, template: url.pathname, answer };
    }
    if (url.pathname !== authorizePath) return undefined;
    if (method === 'GET') {
      return { name: 'authorize', template: authorizePath, answer: () => this.#authorize.asked(incoming) };
    }
    const decided = () =>
      method === 'POST' ? this.#authorize.decided(incoming) : gatewayErrorReply(new OrangeRefusal(61));
    return { name: 'consent', template: authorizePath, answer: decided };
  }

  /** A fault of a token endpoint: its type is OAuth's word for it, or a number of the gateway's. */
  refusal(status: number, type?: string): Reply {
    const error = type ?? oauthErrors[status];
    if (error === undefined || /^\d+$/.test(error)) return refusalReply(status, type);
    return oauthReply(status, error, 'Switched on in the simulator.');
  }

  access(origin: string) {
    return {
      addresses: [
        { what: 'authorize', address: `${origin}${authorizePath}` },
        ...Object.entries(tokenPaths).map(([path, { what }]) => ({ what, address: `${origin}${path}` })),
      ],
      clients: this.#clients.map(({ id, secret, name, redirectUris }) => ({
        id,
        secret,
        name,
        redirect: redirectUris?.join(', ') ?? 'any address of this machine',
      })),
    };
  }

  hints(origin: string): readonly Hint[] {
    const command = `curl -X PUT -H 'Content-Type: application/json' -d '{"do":"expire-tokens"}' ${origin}/simulator/faults`;
    return [{ what: 'To let every access token be out of date', command }];
  }

  async snapshot() {
    const consents = this.tokens.refresh.map(([, { userId, clientId, scopes }]) => ({
      userId,
      clientId,
      scopes: scopes.map((scope) => scope.replace('b2b:teaming:', '')).join(', '),
    }));
    const good = this.tokens.access.filter(({ expiresAt }) => expiresAt > Date.now()).slice(-shown);
    const tokens = good.map(({ grant: { userId, clientId }, expiresAt }) => ({
      userId: userId ?? '',
      clientId,
      expires: new Date(expiresAt).toISOString(),
    }));
    return { consents, 'access tokens': tokens };
  }

  /** Tokens are known no longer and browsers are signed out: everybody's, or one user's. */
  revoke(userId?: string): void {
    this.tokens.revoke(userId);
    this.#authorize.forget(userId);
  }

  /** Nobody has asked for anything yet. */
  restoreQuotas(): void {
    for (const quota of [this.#tokensPerMinute, this.#tokensPerHour, this.#requestsPerSecond, this.#requestsPerHour]) {
      quota.reset();
    }
  }

  stop(): void {
    this.#authorize.forget();
  }

  #tokenParts() {
    return {
      settings: () => this.settings.current,
      clients: this.#clients,
      tokens: this.tokens,
      perMinute: this.#tokensPerMinute,
      perHour: this.#tokensPerHour,
    };
  }

  /** Some have consented before anybody has asked: to the first application. */
  #grantForTrial(): void {
    const [client] = this.#clients;
    if (!client) return;
    for (const person of this.#people) {
      const grant = { realm: 'b2b', clientId: client.id, userId: person.userId, scopes: scopesOf(person) } as const;
      if (person.refreshToken) this.tokens.issueRefresh(grant, person.refreshToken);
    }
  }
}
