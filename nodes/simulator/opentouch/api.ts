import type { IncomingHttpHeaders } from 'node:http';
import type { DescribedOperation } from '../../runtime/describe.ts';
import { problemOf } from '../check.ts';
import { formIn } from '../multipart.ts';
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
    const operation = chosen(match.values, incoming.headers);
    return { name: operation.type, template, answer: () => this.#answer(operation, match.ids, incoming) };
  }

  async #answer(operation: DescribedOperation, ids: Record<string, string>, incoming: Incoming): Promise<Reply> {
    const { settings } = this.#parts;
    try {
      return reply(operation, await this.#perform(operation, ids, incoming), incoming.url, settings);
    } catch (error) {
      return errorReply(error, operation.accept);
    }
  }

  #perform(operation: DescribedOperation, ids: Record<string, string>, incoming: Incoming) {
    const { company, tolerances, handlers } = this.#parts;
    const { token, session, caller } = this.#caller(operation, incoming);
    const tolerate = tolerances[operation.type] ?? ((body: unknown) => body);
    const sent = { ids, query: incoming.url.searchParams, body: tolerate(bodyOf(operation, incoming)) };
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

/** Operations that share method and path differ by the media type of their body, or of their answer. */
function chosen(operations: readonly DescribedOperation[], headers: IncomingHttpHeaders): DescribedOperation {
  const sent = headers['content-type'] ?? '';
  const asked = operations.find(
    ({ accept, media }) => (accept && headers.accept?.includes(accept)) || (media && sent.startsWith(media)),
  );
  return asked ?? operations.find(({ accept, media }) => !accept && !media) ?? (operations[0] as DescribedOperation);
}

/** Bodies that the operation does not have are not looked at: real clients send some. */
function bodyOf(operation: DescribedOperation, { headers, body }: Incoming): unknown {
  if (operation.form) {
    try {
      return formIn(headers['content-type'] ?? '', body);
    } catch (error) {
      throw new Refused('BAD_PARAMETER', error instanceof Error ? error.message : String(error));
    }
  }
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

function reply(operation: DescribedOperation, answer: SessionAnswer, url: URL, settings: Settings): Reply {
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
  if (silent) return { status, headers: sent };
  const { accept } = operation;
  if (accept && typeof content === 'string') {
    return { status, headers: { 'content-type': `${accept};charset=UTF-8`, ...sent }, body: content };
  }
  return json(status, content, sent);
}
