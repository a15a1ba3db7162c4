import type { NodeAPI } from 'node-red';
import { TelephonyError } from '../../runtime/errors.ts';
import type { AdminRequest, AdminRoute } from '../../runtime/nodes/admin-routes.ts';
import { withoutSecrets } from '../../runtime/redact.ts';
import { consentKey } from '../identity.ts';
import type { TokenStore } from '../store.ts';
import { remainingLife } from '../token.ts';
import { type Authorization, authorizationFrom, authorizeUrlOf } from './authorization.ts';
import { exchangeCode } from './code-exchange.ts';
import { type AuthorizationKeys, cookieIn, cookieName, PendingAuthorizations } from './pending-authorizations.ts';
import { type ConsentOutcome, pageFor } from './result-page.ts';
import type { ConsentStatus } from './status.ts';
import type { ConsentApi } from './user-profile.ts';

/** An account whose user may give consent while it runs. */
export interface ConsentingAccount {
  /** The user has consented, or took the consent back. */
  consentChanged(): void;
}

/** Where consents begin, come back to, are told of and are forgotten. */
export class Consents {
  readonly #RED: NodeAPI;
  readonly #api: ConsentApi;
  readonly #store: TokenStore;
  readonly #pending = new PendingAuthorizations<Authorization>();

  constructor(RED: NodeAPI, api: ConsentApi, store: TokenStore) {
    this.#RED = RED;
    this.#api = api;
    this.#store = store;
  }

  readonly begin: AdminRoute['handle'] = async ({ body, headers }, response) => {
    const authorization = authorizationFrom(this.#RED, body, headers['origin']);
    if (!('account' in authorization)) {
      const [key, field = ''] = authorization;
      response.status(400);
      return { message: this.#say(key, { field }) };
    }
    const keys = this.#pending.open(authorization);
    response.append('Set-Cookie', cookieFor(keys, authorization.redirectUri));
    return { url: authorizeUrlOf(authorization, keys.state) };
  };

  readonly comeBack: AdminRoute['handle'] = async ({ query, headers }, response) => {
    const state = textOf(query['state']);
    const authorization = this.#pending.take(state, cookieIn(headers['cookie'] ?? '', cookieName(state)));
    const ending = authorization ? await this.#endingOf(authorization, query) : this.#ending(false, 'consent.unknown');
    if (authorization) response.append('Set-Cookie', expired(state, authorization.redirectUri));
    const page = pageFor(ending);
    response
      .status(ending.ok ? 200 : 400)
      .set(page.headers)
      .send(page.html);
    return undefined;
  };

  readonly tell: AdminRoute['handle'] = ({ params }) => this.#status(params['account'] ?? '');

  readonly forget: AdminRoute['handle'] = async ({ params }) => {
    const account = params['account'] ?? '';
    await this.#store.dropConsent(account);
    this.#running(account)?.consentChanged();
    return this.#status(account);
  };

  async #endingOf(authorization: Authorization, query: AdminRequest['query']): Promise<ConsentOutcome> {
    const { account } = authorization;
    const code = textOf(query['code']);
    if (!code || query['error']) {
      const reason = withoutSecrets(query['description'] ?? query['error_description'] ?? query['error'], [
        authorization.client.clientSecret,
      ]);
      return { ...this.#ending(false, 'consent.refused', { reason: reason?.slice(0, 300) ?? '?' }), account };
    }
    try {
      const consent = await exchangeCode(this.#RED, this.#api, this.#store, authorization, code);
      const who = consent.name ?? consent.userId;
      const running = this.#running(account);
      running?.consentChanged();
      const key = who ? 'consent.given' : 'consent.givenByNobody';
      const after = running ? '' : ` ${this.#say('consent.deploy')}`;
      const { text, ...rest } = this.#ending(true, key, { who: who ?? '' });
      return { ...rest, text: `${text}${after}`, account };
    } catch (error) {
      if (!(error instanceof TelephonyError)) throw error;
      const reason = error.cause.helpMessage ? `${error.code}: ${error.cause.helpMessage}` : error.message;
      return { ...this.#ending(false, 'consent.failed', { reason }), account };
    }
  }

  async #status(account: string): Promise<ConsentStatus> {
    const consent = await this.#store.consent(account);
    if (!consent) {
      const { tokens } = { ...(this.#RED.nodes.getCredentials(account) as { tokens?: string } | undefined) };
      return { connected: false, ...(tokens && { seeded: true as const }) };
    }
    const token = await this.#store.token(consentKey(consent));
    const { userId, name, number, granted, scope, since } = consent;
    return {
      connected: token !== undefined && (token.refreshToken !== undefined || remainingLife(token, Date.now()) > 0),
      ...(userId && { userId }),
      ...(name && { name }),
      ...(number && { number }),
      scopes: (granted ?? scope).split(/\s+/).filter(Boolean),
      since,
    };
  }

  #running(account: string): ConsentingAccount | undefined {
    const node = this.#RED.nodes.getNode(account);
    return node && 'consentChanged' in node ? (node as unknown as ConsentingAccount) : undefined;
  }

  #ending(ok: boolean, key: string, values: Readonly<Record<string, string>> = {}): ConsentOutcome {
    const title = this.#say(ok ? 'consent.titleGiven' : 'consent.titleFailed');
    return { ok, title, text: this.#say(key, values), advice: this.#say('consent.close') };
  }

  #say(key: string, values: Readonly<Record<string, string>> = {}): string {
    return this.#RED._(key, values);
  }
}

function cookieFor({ state, cookie }: AuthorizationKeys, redirectUri: string): string {
  return `${cookieName(state)}=${cookie}; Max-Age=600${attributesFor(redirectUri)}`;
}

function expired(state: string, redirectUri: string): string {
  return `${cookieName(state)}=; Max-Age=0${attributesFor(redirectUri)}`;
}

/** Sent back with the user who comes from the authorization server, and to nothing else of ours. */
function attributesFor(redirectUri: string): string {
  const { pathname, protocol } = new URL(redirectUri);
  return `; Path=${pathname}; HttpOnly; SameSite=Lax${protocol === 'https:' ? '; Secure' : ''}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
