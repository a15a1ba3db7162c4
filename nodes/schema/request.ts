import type { Place } from '../catalogue/types.ts';
import { convertInput, problemIn } from './convert.ts';
import type { DescribedOperation, InputField } from './describe.ts';
import { isObject } from './json.ts';
import { placeOf, valueAt } from './places.ts';
import type { Problem } from './problems.ts';
import { brokenRules } from './rules.ts';
import type { Values } from './values.ts';

/** A request as it came over the wire. */
export interface SentRequest {
  /** Ids of the path, decoded. */
  readonly ids: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** By name in lower case. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Parsed JSON, the text of another media type, or the parts of a form by name. */
  readonly body: unknown;
}

/** What is wrong with a request, and in which part of it. */
export type RequestProblem = Problem & { readonly in: Place };

/** What a request says, and the first thing that is wrong with it. */
export interface ReadRequest {
  /** What could not be converted stays as it came. */
  readonly values: Values;
  readonly problem?: RequestProblem;
}

/**
 * Reads a request for an operation by what the catalogue says of it. `null` counts as absent; what the catalogue does not know is
 * let through, for real clients send some.
 * @param optional fields that the server can do without, whatever clients are asked to send
 */
export function readRequest(
  operation: DescribedOperation,
  request: SentRequest,
  optional: readonly string[] = [],
): ReadRequest {
  const problems: RequestProblem[] = [];
  const values: Record<string, unknown> = {};
  const { body, bodyField, domain, adds = {}, fields } = operation;
  if (body && !bodyField && request.body !== undefined && !isObject(request.body)) {
    return { values, problem: { path: 'the body', reason: 'object', type: body, in: 'body' } };
  }
  for (const field of fields) {
    // What is sent when nobody gives a value is the business of who sends it.
    const { required, fallback: _, ...loose } = field;
    const value = meant(field, onWire(operation, field, request)) ?? undefined;
    if (value !== undefined) values[field.name] = value;
    const asked = required && !optional.includes(field.name) ? { ...loose, required } : loose;
    const problem = problemIn(() => {
      const isFile = field.type === 'byte' && value !== undefined;
      const from = field.in === 'body' && !bodyField ? 'json' : 'flow';
      const converted = isFile ? value : convertInput(domain, asked, value, from);
      if (converted !== undefined) values[field.name] = converted;
    });
    if (problem) problems.push({ ...problem, in: field.in });
  }
  for (const [path, expected] of Object.entries(adds)) {
    const given = valueAt(request.body, path);
    if (given === undefined) problems.push({ path, reason: 'missing', in: 'body' });
    else if (given !== expected) problems.push({ path, reason: 'allowed', values: expected, in: 'body' });
  }
  for (const problem of brokenRules(operation, values)) {
    problems.push({ ...problem, in: fields.find(({ name }) => name === problem.path)?.in ?? 'body' });
  }
  const [problem] = problems;
  return { values, ...(problem && { problem }) };
}

/** What stands where the field belongs. */
function onWire({ bodyField }: DescribedOperation, field: InputField, { ids, query, headers, body }: SentRequest) {
  const place = placeOf(field, field.name);
  switch (field.in) {
    case 'path':
      return ids[field.name];
    case 'query':
      return fromQuery(field, query.get(place));
    case 'header':
      return headers?.[place.toLowerCase()];
    default:
      return field.name === bodyField ? body : valueAt(body, place);
  }
}

/** The text of a parameter; clients separate the items of a list by comma or semicolon. */
function fromQuery({ many }: InputField, text: string | null): string | string[] | null {
  return many && text !== null ? text.split(/[,;]/).filter(Boolean) : text;
}

/** The field's own value for what stands for it on the wire. */
function meant({ sent }: InputField, value: unknown): unknown {
  const known = Object.entries(sent ?? {}).find(([, wire]) => wire === value);
  return known ? known[0] : value;
}
