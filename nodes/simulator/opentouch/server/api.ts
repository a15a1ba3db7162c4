import type { IncomingHttpHeaders } from 'node:http';
import type { DescribedOperation } from '../../../schema/describe.ts';
import { isObject, parseJson } from '../../../schema/json.ts';
import { problemText } from '../../../schema/problems.ts';
import { readRequest } from '../../../schema/request.ts';
import { DefaultAnswers } from '../../server/default-answers.ts';
import { Routes } from '../../server/http/routes.ts';
import { type Claim, type Incoming, json, type Reply } from '../../server/system.ts';
import { tokenOf } from '../sessions/authentication.ts';
import type { Sessions, SimulatedSession } from '../sessions/sessions.ts';
import type { Company } from '../users/company.ts';
import { Refused, type SimulatedUser } from './contract.ts';
import { errorInfo, errorReply } from './errors.ts';
import { checkRights, type OperationHandler, type SessionAnswer, subjectOf } from './operation.ts';
import { apiPath, type Settings } from './options.ts';

/** What the simulated API works with. */
export interface ApiParts {
  readonly operations: readonly DescribedOperation[];
  /** For operations that do more than their declaration says, by node type. */
  readonly handlers: Readonly<Record<string, OperationHandler>>;
  /** Corrections to a body before it is checked, where the real server is more tolerant than its reference. */
  readonly tolerances: Readonly<Record<string, (body: unknown) => unknown>>;
  readonly settings: Settings;
  readonly company: Company;
  readonly sessions: Sessions;
}

/** Every operation of the catalogue on its path: who may do it, is the request well formed, what is the answer. */
export class OpenTouchApi {
  readonly #parts: ApiParts;
  readonly #routes = new Routes<DescribedOperation>();
  readonly #defaults = new DefaultAnswers();

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

  async #perform(operation: DescribedOperation, ids: Record<string, string>, incoming: Incoming) {
    const { company, tolerances, handlers, settings } = this.#parts;
    const { token, session, caller } = this.#caller(operation, incoming);
    const tolerate = tolerances[operation.type] ?? ((body: unknown) => body);
    const sent = { ids, query: queryOf(operation, incoming.url), body: tolerate(await bodyOf(operation, incoming)) };
    const subject = subjectOf(operation, caller, sent, company);
    checkRights(operation, subject.user ? subject : caller, settings);
    const { problem } = readRequest(operation, sent);
    if (problem) throw new Refused('BAD_PARAMETER', problemText(problem));
    const { url } = incoming;
    const { loginName } = subject;
    const handler = handlers[operation.type];
    if (handler) return handler({ ...sent, caller, loginName, token, url, ...(session && { session }) });
    const values = { ...Object.fromEntries(sent.query), ...(isObject(sent.body) && sent.body) };
    const declared = this.#defaults.answer(operation, { ids, values, owner: loginName });
    if (!declared) throw new Refused('NOT_FOUND', `there is no resource ${url.pathname}`);
    return declared;
  }

  /** Who is asking: the owner of the session, or of the token where the operation needs no session. */
  #caller(
    operation: DescribedOperation,
    incoming: Incoming,
  ): { token: string; session?: SimulatedSession; caller: SimulatedUser } {
    const { sessions, company } = this.#parts;
    const token = tokenOf(incoming) ?? '';
    const session = sessions.of(token);
    const loginName = session?.loginName ?? (operation.authentication === 'token' ? sessions.holder(token) : undefined);
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

/** The query with enumerated values as the catalogue spells them: real clients send `action=Start`. */
function queryOf({ fields }: DescribedOperation, { searchParams }: URL): URLSearchParams {
  const query = new URLSearchParams(searchParams);
  for (const { name, allowed, in: place } of fields) {
    const given = place === 'query' ? query.get(name) : null;
    const meant = allowed?.find((value) => value.toLowerCase() === given?.toLowerCase());
    if (meant !== undefined) query.set(name, meant);
  }
  return query;
}

/** Bodies that the operation does not have are not looked at: real clients send some. */
async function bodyOf(operation: DescribedOperation, { headers, body }: Incoming): Promise<unknown> {
  if (operation.form) {
    const type = headers['content-type'] ?? '';
    if (!type.startsWith('multipart/form-data')) {
      throw new Refused('BAD_PARAMETER', 'a form of type multipart/form-data is expected');
    }
    const form = await new Response(Uint8Array.from(body), { headers: { 'content-type': type } })
      .formData()
      .catch(() => {
        throw new Refused('BAD_PARAMETER', 'the form is not complete');
      });
    const parts: Record<string, unknown> = {};
    form.forEach((part, name) => {
      parts[name] = part;
    });
    return parts;
  }
  if (!operation.body) return undefined;
  const text = body.toString('utf8');
  if (operation.media) return text;
  if (!text.trim()) return {};
  try {
    return parseJson(text);
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
  if (content instanceof Uint8Array) {
    return {
      status,
      headers: { 'content-type': accept ?? 'application/octet-stream', ...sent },
      body: Buffer.from(content),
    };
  }
  return json(status, content, sent);
}
