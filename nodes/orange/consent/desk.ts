import type { NodeAPI } from 'node-red';
import { TelephonyError } from '../../runtime/errors.ts';
import { consentKey } from '../oauth/identity.ts';
import type { TokenStore } from '../oauth/store.ts';
import { quoted } from '../refusal.ts';
import type { Handler, Request } from './express.ts';
import { finish } from './finish.ts';
import { type Ending, pageFor } from './page.ts';
import { cookieIn, cookieName, PendingConsents, type Ticket } from './pending.ts';
import { authorizeUrlOf, type Start, startFrom } from './start.ts';
import type { ConsentStatus } from './status.ts';

/** An account whose user may give consent while it runs. */
export interface ConsentingAccount {
  /** The user has consented, or took the consent back. */
  consentChanged(): void;
}

/** Where consents begin, come back to, are told of and are forgotten. */
export class ConsentDesk {
  readonly #RED: NodeAPI;
  readonly #store: TokenStore;
  readonly #pending = new PendingConsents<Start>();

  constructor(RED: NodeAPI, store: TokenStore) {
    this.#RED = RED;
    this.#store = store;
  }

  readonly begin: Handler = async ({ body, headers }, response) => {
    const start = startFrom(this.#RED, body, headers['origin']);
    if (!('account' in start)) {
      const [key, field = ''] = start;
      response.status(400).json({ message: this.#say(key, { field }) });
      return;
    }
    const ticket = this.#pending.begin(start);
    response.append('Set-Cookie', cookieFor(ticket, start.redirectUri));
    response.set({ 'Cache-Control': 'no-store' }).json({ url: authorizeUrlOf(start, ticket.state) });
  };

  readonly comeBack: Handler = async ({ query, headers }, response) => {
    const state = textOf(query['state']);
    const start = this.#pending.end(state, cookieIn(headers['cookie'] ?? '', cookieName(state)));
    const ending = start ? await this.#endingOf(start, query) : this.#ending(false, 'consent.unknown');
    if (start) response.append('Set-Cookie', expired(state, start.redirectUri));
    const page = pageFor(ending);
    response
      .status(ending.ok ? 200 : 400)
      .set(page.headers)
      .send(page.html);
  };

  readonly tell: Handler = async ({ params }, response) => {
    response.set({ 'Cache-Control': 'no-store' }).json(await this.#status(params['account'] ?? ''));
  };

  readonly forget: Handler = async ({ params }, response) => {
    const account = params['account'] ?? '';
    await this.#store.dropConsent(account);
    this.#running(account)?.consentChanged();
    response.json(await this.#status(account));
  };

  async #endingOf(start: Start, query: Request['query']): Promise<Ending> {
    const { account } = start;
    const code = textOf(query['code']);
    if (!code || query['error']) {
      const reason = quoted(query['description'] ?? query['error_description'] ?? query['error'], [
        start.client.clientSecret,
      ]);
      return { ...this.#ending(false, 'consent.refused', { reason: reason?.slice(0, 300) ?? '?' }), account };
    }
    try {
      const consent = await finish(this.#RED, this.#store, start, code);
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
      connected: token !== undefined && (token.refreshToken !== undefined || token.expiresAt > Date.now()),
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

  #ending(ok: boolean, key: string, values: Readonly<Record<string, string>> = {}): Ending {
    const title = this.#say(ok ? 'consent.titleGiven' : 'consent.titleFailed');
    return { ok, title, text: this.#say(key, values), advice: this.#say('consent.close') };
  }

  #say(key: string, values: Readonly<Record<string, string>> = {}): string {
    return this.#RED._(key, values);
  }
}

function cookieFor({ state, browser }: Ticket, redirectUri: string): string {
  return `${cookieName(state)}=${browser}; Max-Age=600${attributesFor(redirectUri)}`;
}

function expired(state: string, redirectUri: string): string {
  return `${cookieName(state)}=; Max-Age=0${attributesFor(redirectUri)}`;
}

/** Sent back with the user who comes from Orange, and to nothing else of ours. */
function attributesFor(redirectUri: string): string {
  const { pathname, protocol } = new URL(redirectUri);
  return `; Path=${pathname}; HttpOnly; SameSite=Lax${protocol === 'https:' ? '; Secure' : ''}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
