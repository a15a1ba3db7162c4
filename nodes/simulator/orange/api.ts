import type { DescribedOperation } from '../../runtime/describe.ts';
import type { Routes } from '../routes.ts';
import { type Claim, type Incoming, json, type Reply } from '../system.ts';
import { type ErrorForm, errorReply, OrangeRefusal, stamped } from './errors.ts';
import { type Problem, problemWith, type Sent, type Values, valuesOf } from './fields.ts';
import { routesFor, type Understood } from './forms.ts';
import type { Gateway } from './gateway.ts';
import { acceptsJson } from './token.ts';
import type { Grant, Realm } from './tokens.ts';

/** A request that has passed the gateway. */
export interface OrangeCall {
  readonly operation: DescribedOperation;
  /** What it says, by name of the field. */
  readonly fields: Values;
  readonly grant: Grant;
}

export interface OrangeAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type OrangeHandler = (call: OrangeCall) => OrangeAnswer;

export interface OrangeApiParts {
  readonly gateway: Gateway;
  readonly realm: Realm;
  /** Where the API stands. */
  readonly bases: readonly string[];
  readonly operations: readonly DescribedOperation[];
  readonly handlers: Readonly<Record<string, OrangeHandler>>;
  readonly understood: () => Understood;
  /** Fields that the API can do without, by operation. */
  readonly optional?: Readonly<Record<string, readonly string[]>>;
  /** What the API itself asks of a request before it looks at its fields. Throws {@link OrangeRefusal}. */
  readonly permit: (call: OrangeCall, incoming: Incoming) => void;
  readonly errorForm?: () => ErrorForm;
}

interface Chosen {
  readonly operation: DescribedOperation;
  readonly base: string;
  readonly values: Values;
  readonly problem: Problem | undefined;
}

/** The operations of one API behind Orange's gateway, checked against the catalogue. */
export class OrangeApi {
  /** Operations of the catalogue that nothing here answers. */
  readonly missing: readonly string[];
  readonly #parts: OrangeApiParts;
  readonly #routes = new Map<string, Routes<DescribedOperation>>();

  constructor(parts: OrangeApiParts) {
    this.#parts = parts;
    this.missing = parts.operations.map(({ type }) => type).filter((type) => !Object.hasOwn(parts.handlers, type));
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
        return errorReply(error, this.#parts.errorForm?.());
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
    if (problem) throw new OrangeRefusal(problemCode(problem), problem.text);
    const handler = handlers[operation.type];
    if (!handler) throw new OrangeRefusal(1, `the simulator does not play ${operation.type}`);
    const { status, body, headers = {} } = handler(call);
    return body === undefined ? { status, headers } : json(status, body, headers);
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

  #read(operation: DescribedOperation, base: string, sent: Sent): Chosen {
    const values = valuesOf(operation, sent);
    const optional = this.#parts.optional?.[operation.type];
    const problem = problemWith(operation, values, { adds: operation.adds, body: sent.body }, optional);
    return { operation, base, values, problem };
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
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

const problemCodes = { path: [20, 20], body: [24, 23], form: [24, 23], header: [26, 25], query: [28, 27] } as const;

function problemCode({ place, missing }: Problem): number {
  return problemCodes[place][missing ? 1 : 0];
}
