import type { WireRequest } from './connection.ts';
import type { DescribedOperation, InputField, Place } from './describe.ts';
import type { Values } from './inputs.ts';

/** The request that an operation's reference describes, with the given values and nothing else. */
export function requestFor(operation: DescribedOperation, values: Values): WireRequest {
  const set = (place: Place) =>
    operation.fields.filter((field) => field.in === place && values[field.name] !== undefined);
  const text = (field: InputField) => listed(values[field.name]);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const body = bodyFor(operation, set('body'), values);
  return {
    method: operation.method,
    path,
    query: set('query').map((field) => [field.name, text(field)] as const),
    headers: {
      accept: operation.accept ?? 'application/json',
      ...Object.fromEntries(set('header').map((field) => [field.name.toLowerCase(), text(field)])),
      ...(body !== undefined && { 'content-type': operation.media ?? 'application/json' }),
    },
    ...(body !== undefined && { body }),
  };
}

/** Lists go into one parameter, comma-separated. */
function listed(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

function bodyFor(operation: DescribedOperation, fields: readonly InputField[], values: Values): string | undefined {
  if (!operation.body) return undefined;
  if (operation.bodyField) {
    const value = values[operation.bodyField];
    return value === undefined ? undefined : String(value);
  }
  return JSON.stringify(Object.fromEntries(fields.map(({ name }) => [name, values[name]])));
}

/** Query parameters as they stand in a URL. */
export function queryString(query: WireRequest['query']): string {
  return query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}
