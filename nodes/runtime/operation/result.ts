import { type DescribedOperation, structureOf } from '../../schema/describe.ts';
import { parseJson } from '../../schema/json.ts';
import { valueAt } from '../../schema/places.ts';
import { readResult } from '../../schema/read.ts';
import { resultField } from '../../schema/sample.ts';
import { type Origin, TelephonyError } from '../errors.ts';
import { isWebPage } from '../http/web-page.ts';
import { withBytes } from './bytes.ts';
import type { WireResponse } from './connection.ts';

/** What a message takes over from an answer; without `payload` the message keeps its own. */
export interface Outcome {
  readonly payload?: unknown;
}

/**
 * Reads a successful answer: 201 with a reference becomes `{ callRef }` (or the whole thing where it is sent), 204 leaves the payload alone, structures are
 * parsed and read as they are declared, texts stay texts, anything else is a Buffer. An empty answer where a structure was announced gives null.
 * @throws TelephonyError `BAD_ANSWER` for a web page, for what is not JSON where it should be, and for something where nothing is due
 */
export function outcomeOf(operation: DescribedOperation, response: WireResponse): Outcome {
  if (response.status === 204) return {};
  if (isWebPage(response)) throw unexpected(operation, response, 'what the API sends');
  if (operation.reference && response.status === 201) {
    return { payload: created(operation.reference, response) };
  }
  if (isBlank(response.body)) return operation.result ? { payload: null } : {};
  return { payload: highlighted(operation, decoded(operation, parsed(operation, response))) };
}

/** As the catalogue declares it, whatever spelling of JSON the server chose, and with the bytes that it holds as Buffers. */
function decoded(operation: DescribedOperation, payload: unknown): unknown {
  const { domain, accept = 'application/json' } = operation;
  const field = resultField(operation);
  if (!field || !accept.includes('json')) return payload;
  return withBytes(domain, field.type, readResult(domain, field, payload) ?? (field.many ? [] : null));
}

/** With what a flow is after beside what the server sent; an answer that is no object is left alone. */
function highlighted({ highlights }: DescribedOperation, payload: unknown): unknown {
  if (!highlights || typeof payload !== 'object' || payload === null || Array.isArray(payload)) return payload;
  const values = Object.entries(highlights).flatMap(([name, { at, yesNo }]) => {
    const value = at.map((place) => valueAt(payload, place)).find((candidate) => candidate !== undefined);
    return value === undefined ? [] : [[name, yesNo ? says(value) : value]];
  });
  return { ...payload, ...Object.fromEntries(values) };
}

function says(value: unknown): boolean {
  return /^(?:yes|true|1)$/i.test(String(value).trim());
}

/** What was created: the whole of it where the body holds it, else its reference, from the end of `Location` or the body. */
function created(name: string, { headers, body }: WireResponse): unknown {
  const value = valueIn(body);
  if (typeof value === 'object') return value;
  const location = headers['location'];
  const last =
    typeof location === 'string'
      ? location
          .replace(/[?#].*$/, '')
          .split('/')
          .pop()
      : undefined;
  const reference = last ? unescaped(last) : value;
  return reference === undefined ? {} : { [name]: reference };
}

/** An object, a text, or nothing. */
function valueIn(body: Buffer): object | string | undefined {
  const text = body.toString('utf8').trim();
  if (!text) return undefined;
  try {
    const value: unknown = parseJson(text);
    return typeof value === 'object' && value !== null ? value : String(value);
  } catch {
    return text;
  }
}

function unescaped(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function parsed(operation: DescribedOperation, response: WireResponse): unknown {
  const { headers, body } = response;
  const media = mediaOf(response);
  const isText = media.startsWith('text/') && !media.startsWith('text/json');
  const { accept = 'application/json', domain, result } = operation;
  if (accept.startsWith('text/')) {
    if (headers['content-type'] && !media.startsWith(accept)) throw unexpected(operation, response, accept);
    return body.toString('utf8');
  }
  const announced = result !== undefined && accept.includes('json');
  if (announced || /\bjson\b/.test(media)) {
    const value = jsonOf(body);
    if (value === undefined) throw unexpected(operation, response, 'valid JSON');
    const isStructure = announced && structureOf(domain, operation.answer ?? result) !== undefined;
    if (isStructure && value !== null && typeof value !== 'object') {
      throw unexpected(operation, response, 'what the reference names');
    }
    return value;
  }
  if (result !== undefined || !accept.includes('json')) return isText ? body.toString('utf8') : body;
  // Nothing is due: what says nothing in JSON either was not said by the API.
  const value = jsonOf(body);
  if (value === undefined) throw unexpected(operation, response, 'empty, as it should be');
  return value;
}

function isBlank(body: Buffer): boolean {
  return body.length === 0 || (body.length < 8 && body.toString('utf8').trim() === '');
}

function mediaOf({ headers }: WireResponse): string {
  return String(headers['content-type'] ?? '').toLowerCase();
}

function jsonOf(body: Buffer): unknown {
  try {
    return parseJson(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Whoever answered, it was not the API: a login page, a proxy, a wrong address. */
function unexpected(operation: DescribedOperation, response: WireResponse, expected: string): TelephonyError {
  const origin: Origin = { system: operation.system.name, operation: operation.type };
  const media = isWebPage(response) ? 'a web page' : mediaOf(response);
  const message = `the answer is not ${expected}${media ? ` but ${media}` : ''}`;
  return new TelephonyError('BAD_ANSWER', message, { ...origin, status: response.status, canRetry: false });
}

/** Headers for `msg.response`: lower-case names, and no cookies, for those are the account's secrets. */
export function publicHeaders(headers: WireResponse['headers']): WireResponse['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'set-cookie'));
}
