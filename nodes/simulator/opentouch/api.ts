import type { DescribedOperation } from '../../runtime/describe.ts';
import { problemOf } from '../check.ts';
import { Routes } from '../routes.ts';
import { type Claim, type Incoming, json, type Reply } from '../system.ts';
import { tokenOf } from './authentication.ts';
import { Refused, type SimulatedUser } from './contract.ts';
import type { Company } from './directory.ts';
import { errorInfo, errorReply } from './errors.ts';
import { type Handler, permit, type SessionAnswer, subjectOf } from './operation.ts';
import { apiPath, type Settings } from './options.ts';
import type { Session, Sessions } from './sessions.ts';

export interface ApiParts {
  readonly operations: readonly DescribedOperation[];
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Corrections to a body before it is checked, where the real server is more tolerant than its reference. */
  readonly tolerances: Readonly<Record<string, (body: unknown) => unknown>>;
  readonly settings: Settings;
  readonly company: Company;
  readonly sessions: Sessions;
}

/** Every operation of the catalogue on its path: who may do it, is the request well formed, what is the answer. */
export class Api {
  readonly #parts: ApiParts;
  readonly #routes = new Routes<DescribedOperation>();

  constructor(parts: ApiParts) {
    this.#parts = parts;
    for (const operation of parts.operations) this.#routes.add(operation.method, operation.path, operation);
  }

  claim(incoming: Incoming): Claim | undefined {
    const { pathname } = incoming.url;
    if (!pathname.startsWith(`${apiPath}/`)) return undefined;
    const match = this.#routes.match(incoming.method, pathname.slice(apiPath.length).replace(/(.)\/$/, '$1'));
    const template = `${apiPath}${match?.template ?? '/…'}`;
    const unknown = (reply: () => Reply): Claim => ({ name: 'unknown', template, answer: reply });
    if (!match) return unknown(() => errorInfo(404, 'NOT_FOUND', `there is no resource ${pathname}`));
    if (!match.found) {
      const allow = match.allowed.join(', ');
      return unknown(() => errorInfo(405, 'NOT_SUPPORTED', `${incoming.method} is not supported here`, { allow }));
    }
    const operation = chosen(match.values, incoming.headers.accept ?? '');
    return { name: operation.type, template, answer: () => this.#answer(operation, match.ids, incoming) };
  }

  async #answer(operation: DescribedOperation, ids: Record<string, string>, incoming: Incoming): Promise<Reply> {
    const { settings } = this.#parts;
    try {
      return reply(await this.#perform(operation, ids, incoming), incoming.url, settings);
    } catch (error) {
      return errorReply(error);
    }
  }

  #perform(operation: DescribedOperation, ids: Record<string, string>, incoming: Incoming) {
    const { company, tolerances, handlers } = this.#parts;
    const { token, session, caller } = this.#caller(operation, incoming);
    const tolerate = tolerances[operation.type] ?? ((body: unknown) => body);
    const sent = { ids, query: incoming.url.searchParams, body: tolerate(bodyOf(operation, incoming.body)) };
    const subject = subjectOf(operation, caller, sent, company);
    permit(operation, subject.user ? subject : caller);
    const problem = problemOf(operation.domain, operation, sent);
    if (problem) throw new Refused('BAD_PARAMETER', problem);
    const handler = handlers[operation.type];
    if (!handler) throw new Refused('SERVER_PROBLEM', `the simulator does not play ${operation.type}`);
    const { url } = incoming;
    return handler({ ...sent, caller, loginName: subject.loginName, token, url, ...(session && { session }) });
  }

  /** Who is asking: the owner of the session, or of the token where the operation needs no session. */
  #caller(
    operation: DescribedOperation,
    incoming: Incoming,
  ): { token: string; session?: Session; caller: SimulatedUser } {
    const { sessions, company } = this.#parts;
    const token = tokenOf(incoming) ?? '';
    const session = sessions.of(token);
    const loginName = session?.loginName ?? (operation.needs === 'token' ? sessions.holder(token) : undefined);
    const caller = loginName === undefined ? undefined : company.byLogin(loginName);
    if (!caller)
      throw new Refused('INVALID_SESSION', token ? 'no session with this identifier' : 'AlcUserId is missing');
    return { token, caller, ...(session && { session }) };
  }
}

/** Operations that share method and path differ by the media type that they answer with. */
function chosen(operations: readonly DescribedOperation[], accept: string): DescribedOperation {
  const asked = operations.find((operation) => operation.accept && accept.includes(operation.accept));
  return asked ?? operations.find((operation) => !operation.accept) ?? (operations[0] as DescribedOperation);
}

/** Bodies that the operation does not have are not looked at: real clients send some. */
function bodyOf(operation: DescribedOperation, body: Buffer): unknown {
  if (!operation.body) return undefined;
  const text = body.toString('utf8');
  if (operation.media) return text;
  if (!text.trim()) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused('BAD_PARAMETER', 'the body is not JSON');
  }
}

function reply(answer: SessionAnswer, url: URL, settings: Settings): Reply {
  const { status, body, reference, location, headers = {} } = answer;
  const sent: Record<string, string> = { ...headers };
  if (reference !== undefined && settings.location) {
    sent['location'] = `${url.origin}${url.pathname}/${encodeURIComponent(reference)}`;
  }
  if (location !== undefined) {
    sent['location'] = location.startsWith('/') ? `${url.origin}${apiPath}${location}` : location;
  }
  const content = body ?? reference;
  const silent = content === undefined || (content === reference && !settings.referenceBody);
  return silent ? { status, headers: sent } : json(status, content, sent);
}
