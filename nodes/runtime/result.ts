import { withBytes } from './bytes.ts';
import type { WireResponse } from './connection.ts';
import type { DescribedOperation } from './describe.ts';
import { type Origin, TelephonyError } from './errors.ts';
import { found } from './places.ts';

/** What a message takes over from an answer; without `payload` the message keeps its own. */
export interface Outcome {
  readonly payload?: unknown;
}

/**
 * Reads a successful answer: 201 with a reference becomes `{ callRef }` (or the whole thing where it is sent), 204 leaves the payload alone, structures are
 * parsed, texts stay texts, anything else is a Buffer. An empty answer where a structure was announced gives null.
 * @throws TelephonyError `BAD_ANSWER` when what should be JSON is not
 */
export function outcomeOf(operation: DescribedOperation, response: WireResponse): Outcome {
  if (response.status === 204) return {};
  if (operation.reference && response.status === 201) {
    return { payload: created(operation.reference, response) };
  }
  if (response.body.length === 0) return operation.result ? { payload: null } : {};
  return { payload: highlighted(operation, decoded(operation, parsed(operation, response))) };
}

/** With the bytes that it holds as Buffers. */
function decoded({ domain, answer, result = '' }: DescribedOperation, payload: unknown): unknown {
  return withBytes(domain, answer ?? result, payload);
}

/** With what a flow is after beside what the server sent; an answer that is no object is left alone. */
function highlighted({ highlights }: DescribedOperation, payload: unknown): unknown {
  if (!highlights || typeof payload !== 'object' || payload === null || Array.isArray(payload)) return payload;
  const values = Object.entries(highlights).flatMap(([name, { at, yesNo }]) => {
    const value = at.map((place) => found(payload, place)).find((candidate) => candidate !== undefined);
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
    const value: unknown = JSON.parse(text);
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

function parsed(operation: DescribedOperation, { headers, body, status }: WireResponse): unknown {
  const media = String(headers['content-type'] ?? '').toLowerCase();
  const isText = media.startsWith('text/') && !media.startsWith('text/json');
  const bad = (expected: string) => {
    const origin: Origin = { system: operation.system.name, operation: operation.type };
    const message = `${operation.type}: the answer is not ${expected}${isText ? ` but ${media}` : ''}`;
    return new TelephonyError('BAD_ANSWER', message, { ...origin, status, canRetry: false });
  };
  const { accept = 'application/json' } = operation;
  if (accept.startsWith('text/')) {
    if (media && !media.startsWith(accept)) throw bad(accept);
    return body.toString('utf8');
  }
  const announced = operation.result !== undefined && accept.includes('json');
  if (announced || /\bjson\b/.test(media)) {
    try {
      return JSON.parse(body.toString('utf8'));
    } catch {
      throw bad('valid JSON');
    }
  }
  return isText ? body.toString('utf8') : body;
}

/** Headers for `msg.headers`: lower-case names, and no cookies, for those are the account's secrets. */
export function publicHeaders(headers: WireResponse['headers']): WireResponse['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'set-cookie'));
}
