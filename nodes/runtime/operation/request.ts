import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { Place } from '../../catalogue/types.ts';
import { encode } from '../../schema/codecs.ts';
import type { DescribedOperation, InputField } from '../../schema/describe.ts';
import { writeJson } from '../../schema/json.ts';
import { objectWith, placeOf } from '../../schema/places.ts';
import type { Values } from '../../schema/values.ts';
import { invalidInput } from '../errors.ts';
import type { WireRequest } from './connection.ts';

/** The request that an operation's reference describes, with the given values and nothing else. */
export async function requestFor(operation: DescribedOperation, values: Values): Promise<WireRequest> {
  const set = (place: Place) =>
    operation.fields.filter((field) => field.in === place && values[field.name] !== undefined);
  const text = (field: InputField) => listed(onWire(field, values));
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const field = operation.fields.find((candidate) => candidate.name === name);
    return encodeURIComponent(String(field?.in === 'path' ? onWire(field, values) : values[name]));
  });
  const form = operation.form && (await formFor(operation, values));
  const body = form ?? bodyFor(operation, set('body'), values);
  return {
    method: operation.method,
    path,
    query: set('query').map((field) => [nameOf(field), text(field)] as const),
    headers: {
      accept: operation.accept ?? 'application/json',
      ...Object.fromEntries(set('header').map((field) => [nameOf(field).toLowerCase(), text(field)])),
      ...(body !== undefined && !form && { 'content-type': operation.media ?? 'application/json' }),
    },
    ...(body !== undefined && { body }),
  };
}

/** Name on the wire. */
function nameOf(field: InputField): string {
  return placeOf(field, field.name);
}

function onWire({ name, sent, codec }: InputField, values: Values): unknown {
  const value = sent?.[String(values[name])] ?? values[name];
  return codec ? encode(codec, value) : value;
}

/** Lists go into one parameter, comma-separated. */
function listed(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

function bodyFor(operation: DescribedOperation, fields: readonly InputField[], values: Values): string | undefined {
  const { body, bodyField, adds = {} } = operation;
  if (bodyField) {
    const value = values[bodyField];
    return value === undefined ? undefined : String(value);
  }
  const entries = [
    ...Object.entries(adds),
    ...fields.map((field): [string, unknown] => [nameOf(field), onWire(field, values)]),
  ];
  return body || entries.length > 0 ? writeJson(objectWith(entries)) : undefined;
}

/** A multipart form: plain values as they are, files with name and type; a file on disk is read while it is sent. */
async function formFor(operation: DescribedOperation, values: Values): Promise<FormData> {
  const form = new FormData();
  for (const [name, field] of Object.entries(operation.form ?? {})) {
    if (field.type === 'byte') {
      const { file, filename } = await fileFor(operation, name, values);
      form.append(name, file, filename);
    } else if (values[name] !== undefined) form.append(name, listed(values[name]));
  }
  return form;
}

async function fileFor(operation: DescribedOperation, name: string, values: Values) {
  const { path, filename, contentType } = values as { path?: string; filename?: string; contentType?: string };
  const type = contentType ?? 'application/octet-stream';
  if (path === undefined) {
    return { file: new Blob([new Uint8Array(values[name] as Buffer)], { type }), filename: filename ?? name };
  }
  try {
    return { file: await openAsBlob(path, { type }), filename: filename ?? basename(path) };
  } catch {
    const origin = { system: operation.system.name, operation: operation.type };
    throw invalidInput(origin, 'path', 'leads to no file that can be read');
  }
}

/** Query parameters as they stand in a URL. */
export function queryString(query: WireRequest['query']): string {
  return query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}
