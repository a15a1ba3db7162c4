import type { IncomingHttpHeaders } from 'node:http';
import type { Place, Rules } from '../../catalogue/types.ts';
import type { DescribedOperation, InputField } from '../../runtime/describe.ts';
import { found } from '../../runtime/places.ts';
import { fieldProblem, queryValue } from '../check.ts';

/** A request as it came over the wire. */
export interface Sent {
  readonly ids: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed. */
  readonly body: unknown;
}

/** What a request says by name of the field, in whichever form it came. */
export type Values = Readonly<Record<string, unknown>>;

/** A value that is missing or wrong, and where it should have been. */
export interface Problem {
  readonly place: Place;
  readonly missing: boolean;
  readonly text: string;
}

/** Reads the fields of an operation. `null` counts as absent. */
export function valuesOf({ fields }: DescribedOperation, sent: Sent): Values {
  const values = fields.map((field) => [field.name, plain(field, wireValue(field, sent) ?? undefined)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function wireValue(field: InputField, { ids, query, headers, body }: Sent): unknown {
  const name = field.at ?? field.name;
  // A path may repeat what is said elsewhere.
  if (field.in === 'path') return ids[field.name];
  if (field.in === 'query') return queryValue(field, query.get(name));
  if (field.in === 'header') return headers[name.toLowerCase()];
  return found(body, name);
}

/** The field's own value for what stands for it on the wire. */
function plain({ sent }: InputField, value: unknown): unknown {
  const known = Object.entries(sent ?? {}).find(([, wire]) => wire === value);
  return known ? known[0] : value;
}

/**
 * The first thing that is wrong with what was read, if anything is.
 * @param optional fields that the server can do without, whatever clients are asked to send
 */
export function problemWith(
  operation: DescribedOperation,
  values: Values,
  { adds = {}, body }: { readonly adds?: DescribedOperation['adds']; readonly body: unknown },
  optional: readonly string[] = [],
): Problem | undefined {
  for (const field of operation.fields) {
    const { name, in: place } = field;
    const { required: _, ...loose } = field;
    const text = fieldProblem(
      operation.domain,
      optional.includes(name) ? loose : field,
      values[name],
      field.at ?? name,
    );
    if (text) return { place, missing: values[name] === undefined, text };
  }
  for (const [name, value] of Object.entries(adds)) {
    const given = found(body, name);
    if (given !== value) return { place: 'body', missing: given === undefined, text: `${name} must be ${value}` };
  }
  return needed(operation, values, operation.rules);
}

/** Fields that others ask for. */
function needed({ fields }: DescribedOperation, values: Values, { needs = [] }: Rules = {}): Problem | undefined {
  for (const { fields: wanted, when } of needs) {
    const applies = Object.entries(when).every(([name, among]) => among.includes(String(values[name])));
    const absent = applies && wanted.find((name) => values[name] === undefined);
    const place = fields.find(({ name }) => name === absent)?.in;
    if (absent && place) return { place, missing: true, text: `${absent} is missing` };
  }
  return undefined;
}
