import { randomUUID } from 'node:crypto';
import type { Incoming, Reply } from '../../server/system.ts';
import { stamped } from '../gateway/errors.ts';
import type { GatewaySettings } from '../options.ts';
import { mayReturnTo, type OrangeClient } from './clients.ts';
import { consentPage, problemPage } from './consent-page.ts';
import { type ConsentingPerson, scopesOf, scopeWords } from './people.ts';
import type { Code, Tokens } from './tokens.ts';

/** Path of the consent page. */
export const authorizePath = '/openidconnect/b2b/v1/authorize';
const cookieName = 'orange-simulator-session';
/** Milliseconds for which the consent page can be answered. */
const patience = 600_000;

interface Question {
  readonly client: OrangeClient;
  readonly redirectUri: string;
  readonly state: string;
  readonly scopes: readonly string[];
  readonly prompt: readonly string[];
  readonly nonce: string | undefined;
  readonly challenge: Code['challenge'];
  readonly until: number;
}

interface Parts {
  readonly settings: () => GatewaySettings;
  readonly clients: readonly OrangeClient[];
  readonly people: readonly ConsentingPerson[];
  readonly tokens: Tokens;
}

/** Where browsers come to sign in and to consent. */
export class Authorize {
  readonly #parts: Parts;
  readonly #open = new Map<string, Question>();
  /** Who has signed in, by the browser's cookie. */
  readonly #sessions = new Map<string, string>();
  /** What was consented to before: application, user and scopes. */
  readonly #consents = new Map<string, string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A browser comes from an application. */
  asked({ url, headers }: Incoming): Reply {
    const { searchParams } = url;
    const client = this.#parts.clients.find(({ id }) => id === searchParams.get('client_id'));
    if (!client) return problem('No application is registered with this client_id.');
    const redirectUri = searchParams.get('redirect_uri') ?? '';
    if (!mayReturnTo(client, redirectUri)) {
      return problem(`The address ${redirectUri || 'to go back to'} is not registered for ${client.name}.`);
    }
    const back = (error: string, description: string) =>
      sentBack(redirectUri, { error, description, state: searchParams.get('state') ?? undefined });
    const question = this.#questionIn(searchParams, client, redirectUri);
    if ('error' in question) return back(question.error, question.description);
    const session = this.#sessions.get(cookieOf(headers.cookie));
    const agreed = session !== undefined && this.#consents.has(consentKey(question, session));
    const silent = !question.prompt.includes('login') && !question.prompt.includes('consent');
    if (agreed && silent) return this.#accepted(question, session);
    if (question.prompt.includes('none')) {
      return session === undefined
        ? back('login_required', 'Nobody is signed in')
        : back('consent_required', 'The user was not asked yet');
    }
    return this.#ask(question, question.prompt.includes('login') ? undefined : session);
  }

  /** The consent page's buttons. */
  decided({ body }: Incoming): Reply {
    const fields = new URLSearchParams(body.toString('utf8'));
    const request = fields.get('request') ?? '';
    const question = this.#open.get(request);
    this.#open.delete(request);
    if (!question || Date.now() > question.until) return problem('This page was answered already, or too late.');
    const { redirectUri, state } = question;
    if (fields.get('decision') !== 'accept') {
      return sentBack(redirectUri, { error: 'access_denied', description: 'The user has refused', state });
    }
    const person = this.#parts.people.find(({ userId }) => userId === fields.get('user'));
    if (!person) return problem('There is no such user.');
    const session = randomUUID();
    this.#sessions.set(session, person.userId);
    this.#consents.set(consentKey(question, person.userId), person.userId);
    const cookie = `${cookieName}=${session}; Path=/openidconnect; HttpOnly; SameSite=Lax`;
    return this.#accepted(question, person.userId, { 'set-cookie': cookie });
  }

  /** Consents and sessions are forgotten: everybody's, or one user's. */
  forget(userId?: string): void {
    for (const remembered of [this.#sessions, this.#consents]) {
      for (const [key, who] of remembered) if (userId === undefined || who === userId) remembered.delete(key);
    }
  }

  #questionIn(query: URLSearchParams, client: OrangeClient, redirectUri: string): Question | Refusal {
    const words = (name: string) => (query.get(name) ?? '').split(/\s+/).filter(Boolean);
    const state = query.get('state');
    if (!state) return { error: 'invalid_request', description: 'state is missing' };
    if (query.get('response_type') !== 'code') {
      return { error: 'unsupported_response_type', description: 'response_type must be code' };
    }
    const asked = words('scope');
    const unknown = asked.find((scope) => !Object.hasOwn(scopeWords, scope));
    if (unknown !== undefined && this.#parts.settings().unknownScope === 'refuse') {
      return { error: 'invalid_scope', description: `${unknown} is not known` };
    }
    const scopes = asked.filter((scope) => Object.hasOwn(scopeWords, scope));
    if (!scopes.length) return { error: 'invalid_scope', description: 'scope is missing' };
    const prompt = words('prompt');
    const bad = prompt.some((word) => !['none', 'login', 'consent'].includes(word));
    if (bad || (prompt.includes('none') && prompt.length > 1)) {
      return { error: 'invalid_request', description: 'prompt is none, or login and consent' };
    }
    const challenge = challengeIn(query);
    const nonce = query.get('nonce') ?? undefined;
    return { client, redirectUri, state, scopes, prompt, nonce, challenge, until: Date.now() + patience };
  }

  #ask(question: Question, chosen: string | undefined): Reply {
    const request = randomUUID();
    this.#open.set(request, question);
    const { client, scopes } = question;
    const { people } = this.#parts;
    return html(200, consentPage({ request, client, scopes, people, chosen, action: authorizePath }));
  }

  #accepted(question: Question, userId: string, headers: Reply['headers'] = {}): Reply {
    const { client, redirectUri, state, nonce, challenge } = question;
    const person = this.#parts.people.find((one) => one.userId === userId);
    const own = person ? scopesOf(person) : [];
    const scopes = question.scopes.filter((scope) => own.includes(scope));
    if (!scopes.length) {
      return sentBack(redirectUri, { error: 'access_denied', description: 'The user may grant none of it', state });
    }
    const code = this.#parts.tokens.issueCode({
      grant: { realm: 'b2b', clientId: client.id, userId, scopes },
      redirectUri,
      expiresAt: Date.now() + this.#parts.settings().codeLife * 1000,
      ...(nonce !== undefined && { nonce }),
      ...(challenge && { challenge }),
    });
    return sentBack(redirectUri, { code, state }, headers);
  }
}

interface Refusal {
  readonly error: string;
  readonly description: string;
}

function challengeIn(query: URLSearchParams): Code['challenge'] {
  const value = query.get('code_challenge');
  return value === null ? undefined : { value, hashed: query.get('code_challenge_method') === 'S256' };
}

function consentKey({ client, scopes }: Question, userId: string): string {
  return JSON.stringify([client.id, userId, [...scopes].sort()]);
}

function cookieOf(header = ''): string {
  const found = header.split(/;\s*/).find((cookie) => cookie.startsWith(`${cookieName}=`));
  return found?.slice(cookieName.length + 1) ?? '';
}

/** Back to the application. Orange adds its language, and names a refusal's reason `description`. */
function sentBack(
  address: string,
  answer: Readonly<Record<string, string | undefined>>,
  headers: Reply['headers'] = {},
): Reply {
  const url = new URL(address);
  for (const [name, value] of Object.entries({ ...answer, LANG: 'en' })) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return stamped({ status: 302, headers: { location: url.href, 'cache-control': 'no-store', ...headers } });
}

function problem(text: string): Reply {
  return html(400, problemPage(text));
}

function html(status: number, body: string): Reply {
  return stamped({
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body,
  });
}
