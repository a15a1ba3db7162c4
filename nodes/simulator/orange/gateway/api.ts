import { type DescribedOperation, pathIdsOf } from '../../../schema/describe.ts';
import { parseJson } from '../../../schema/json.ts';
import { problemText } from '../../../schema/problems.ts';
import { type ReadRequest, type RequestProblem, readRequest, type SentRequest } from '../../../schema/request.ts';
import type { Values } from '../../../schema/values.ts';
import { DefaultAnswers } from '../../server/default-answers.ts';
import type { Routes } from '../../server/http/routes.ts';
import { type Claim, type Incoming, json, type Reply } from '../../server/system.ts';
import { acceptsJson } from '../sign-in/token-endpoint.ts';
import type { IssuedGrant, Realm } from '../sign-in/tokens.ts';
import { type ErrorForm, gatewayErrorReply, OrangeRefusal, stamped } from './errors.ts';
import type { Gateway } from './gateway.ts';
import { routesFor, type Understood } from './routes.ts';

/** A request that has passed the gateway. */
export interface OrangeCall {
  readonly operation: DescribedOperation;
  /** What it says, by name of the field. */
  readonly fields: Values;
  readonly grant: IssuedGrant;
}

/** What a simulated service of Orange answers. */
export interface OrangeAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Carries out an operation of a simulated service. */
export type OrangeHandler = (call: OrangeCall) => OrangeAnswer;

/** What a simulated service of Orange works with. */
export interface OrangeApiParts {
  readonly gateway: Gateway;
  readonly realm: Realm;
  /** Where the API stands. */
  readonly bases: readonly string[];
  readonly operations: readonly DescribedOperation[];
  /** For operations that do more than their declaration says, by node type. */
  readonly handlers: Readonly<Record<string, OrangeHandler>>;
  readonly understood: () => Understood;
  /** Fields that the API can do without, by operation. */
  readonly optional?: Readonly<Record<string, readonly string[]>>;
  /** What the API itself asks of a request before it looks at its fields. Throws {@link OrangeRefusal}. */
  readonly permit: (call: OrangeCall, incoming: Incoming) => void;
  readonly errorForm?: () => ErrorForm;
}

interface Chosen extends ReadRequest {
  readonly operation: DescribedOperation;
  readonly base: string;
}

/** The operations of one API behind Orange's gateway, checked against the catalogue. */
export class OrangeApi {
  readonly #parts: OrangeApiParts;
  readonly #defaults = new DefaultAnswers();
  readonly #routes = new Map<string, Routes<DescribedOperation>>();

  constructor(parts: OrangeApiParts) {
    this.#parts = parts;
  }

  claim(incoming: Incoming): Claim | undefined {
    const { pathname } = incoming.url;
    const bases = this.#parts.bases.filter((base) => pathname === base || pathname.startsWith(`${base}/`));
    const [first] = bases;
    if (first === undefined) return undefined;
    const chosen = this.#choose(incoming, bases);
    const answer = (perform: () => Reply) => () => {
      try {
        return stamped(perform());
      } catch (error) {
        return gatewayErrorReply(error, this.#parts.errorForm?.());
      }
    };
    if (chosen) {
      const { operation, base } = chosen;
      const template = `${base}${operation.path}`;
      return { name: operation.type, template, answer: answer(() => this.#perform(chosen, incoming)) };
    }
    const lost = answer(() => {
      this.#parts.gateway.admit(incoming, this.#parts.realm);
      throw this.#nothingThere(incoming, bases);
    });
    return { name: 'unknown', template: `${first}/…`, answer: lost };
  }

  #perform({ operation, values, problem }: Chosen, incoming: Incoming): Reply {
    const { gateway, realm, permit, handlers } = this.#parts;
    const grant = gateway.admit(incoming, realm);
    const { accept } = incoming.headers;
    if (accept === undefined ? gateway.settings.requireAccept : !acceptsJson(accept)) throw new OrangeRefusal(62);
    const call: OrangeCall = { operation, fields: values, grant };
    permit(call, incoming);
    checkBody(operation, incoming);
    if (problem) throw new OrangeRefusal(problemCode(problem), problemText(problem));
    const { status, body, headers = {} } = handlers[operation.type]?.(call) ?? this.#declared(call, incoming.url);
    return body === undefined ? { status, headers } : json(status, body, headers);
  }

  /** The answer to an operation that does no more than its declaration says. */
  #declared({ operation, fields }: OrangeCall, url: URL): OrangeAnswer {
    const ids = Object.fromEntries(pathIdsOf(operation.path).map((name) => [name, String(fields[name])]));
    const declared = this.#defaults.answer(operation, { ids, values: fields });
    if (!declared) throw new OrangeRefusal(60);
    const { reference, ...answer } = declared;
    if (reference === undefined) return answer;
    const location = `${url.origin}${url.pathname}/${encodeURIComponent(reference)}`;
    return { ...answer, body: reference, headers: { location } };
  }

  /** Forms of several operations may share an address; the one that the request fills in best is meant. */
  #choose(incoming: Incoming, bases: readonly string[]): Chosen | undefined {
    const body = looselyParsed(incoming.body);
    const candidates = bases.flatMap((base) =>
      this.#matches(incoming, base).flatMap((match) =>
        match.found
          ? match.values.map((operation) => {
              const sent = { ids: match.ids, query: incoming.url.searchParams, headers: incoming.headers, body };
              return this.#read(operation, base, sent);
            })
          : [],
      ),
    );
    const fitness = ({ values, problem }: Chosen) => Object.keys(values).length + (problem ? 0 : 1000);
    return candidates.reduce<Chosen | undefined>(
      (best, candidate) => (best && fitness(best) >= fitness(candidate) ? best : candidate),
      undefined,
    );
  }

  #read(operation: DescribedOperation, base: string, sent: SentRequest): Chosen {
    return { operation, base, ...readRequest(operation, sent, this.#parts.optional?.[operation.type]) };
  }

  #matches({ method, url }: Incoming, base: string) {
    const path = url.pathname.slice(base.length).replace(/(.)\/$/, '$1');
    return this.#understood().matches(method, path);
  }

  #understood(): Routes<DescribedOperation> {
    const understood = this.#parts.understood();
    const key = JSON.stringify(understood);
    const routes = this.#routes.get(key) ?? routesFor(this.#parts.operations, understood);
    this.#routes.set(key, routes);
    return routes;
  }

  #nothingThere(incoming: Incoming, bases: readonly string[]): OrangeRefusal {
    const allowed = bases
      .flatMap((base) => this.#matches(incoming, base))
      .flatMap((one) => (one.found ? [] : one.allowed));
    if (!allowed.length) return new OrangeRefusal(60);
    return new OrangeRefusal(61, undefined, { headers: { allow: [...new Set(allowed)].join(', ') } });
  }
}

/** Whether the request carries what its operation needs as a body. */
function checkBody(operation: DescribedOperation, { body, headers }: Incoming): void {
  const inBody = operation.fields.filter((field) => field.in === 'body');
  if (!inBody.length) return;
  if (!body.length) {
    if (inBody.some(({ required }) => required)) throw new OrangeRefusal(21);
    return;
  }
  if (!/^application\/([\w.-]+\+)?json\b/.test(headers['content-type'] ?? '')) throw new OrangeRefusal(68);
  const value = looselyParsed(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new OrangeRefusal(22);
}

function looselyParsed(body: Buffer): unknown {
  try {
    return parseJson(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The reasons that say that something is not there. */
const missing: readonly RequestProblem['reason'][] = ['missing', 'noneOf', 'together', 'requiredWhen'];

const problemCodes = { path: [20, 20], body: [24, 23], form: [24, 23], header: [26, 25], query: [28, 27] } as const;

function problemCode({ in: place, reason }: RequestProblem): number {
  return problemCodes[place][missing.includes(reason) ? 1 : 0];
}
