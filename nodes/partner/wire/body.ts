import type { Steps } from '../../runtime/slices.ts';
import { isObject, type Json, parseJson } from '../../schema/json.ts';
import { pruneInSteps } from './json.ts';
import { Refusal } from './refusal.ts';

/** A request's body as it came, and without what says nothing. */
export interface ReadBody {
  /** As sent. */
  readonly raw: Json;
  /** Without empty nodes. */
  readonly body: Json;
  /** Where `{}` stood instead of nothing. */
  readonly warnings: readonly string[];
}

/**
 * Reads a JSON body, in steps where it is long.
 * @param type the header `content-type`; a body that does not say what it is gets the benefit of the doubt
 * @throws Refusal 415, 400/21, 400/22
 */
export function* readBody(body: Buffer, type: string | undefined): Steps<ReadBody> {
  if (type && !isJsonType(type)) throw new Refusal('unsupportedMediaType', 'application/json is expected');
  const text = body.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new Refusal('missingBody', 'A JSON object is expected');
  const raw = parse(text);
  if (!isObject(raw)) throw new Refusal('invalidBody', 'A JSON object is expected');
  const empty: string[] = [];
  const pruned = yield* pruneInSteps(raw, (path) => empty.push(path));
  return {
    raw,
    body: isObject(pruned) ? pruned : {},
    warnings: empty.map((path) => `${path || 'the body'}: {} was taken as absent`),
  };
}

function isJsonType(type: string): boolean {
  return /^[\w.+-]+\/(?:[\w.+-]+\+)?json$/i.test((type.split(';')[0] ?? '').trim());
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new Refusal('invalidBody', 'The body is not well-formed JSON');
  }
}
