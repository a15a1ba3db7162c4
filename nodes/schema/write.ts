import type { Domain, Field, Fields } from '../catalogue/types.ts';
import { encode } from './codecs.ts';
import { structureOf } from './describe.ts';
import { isObject, type Json } from './json.ts';
import { objectWith, placeOf } from './places.ts';

/**
 * Writes a structure of the catalogue as it stands on the wire: every value in the likeliest of its places, in the first
 * of its spellings. Only declared fields are written; what is absent, and what would be empty, is left out.
 * @param type name of a structure of the domain
 * @param value as {@link read} gives it
 */
export function write(domain: Domain, type: string, value: Json): Json {
  return objectWith(entriesOf(domain, structureOf(domain, type) ?? {}, value, '')) as Json;
}

type Entry = readonly [place: string, value: unknown];

function entriesOf(domain: Domain, fields: Fields, value: Json, prefix: string): Entry[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const at = [prefix, placeOf(field, name)].filter(Boolean).join('.');
    if (field.inline) {
      return entriesOf(domain, structureOf(domain, field.type) ?? {}, value, field.listed ? `${at}.0` : at);
    }
    const written = writtenOf(domain, field, value[name]);
    if (written === undefined) return [];
    const constants = Object.entries(field.adds ?? {}).map(
      ([place, constant]): Entry => [[prefix, place].filter(Boolean).join('.'), constant],
    );
    return [...constants, [at, written]];
  });
}

function writtenOf(domain: Domain, field: Field, value: unknown): unknown {
  if (isEmpty(value)) return undefined;
  if (field.many && Array.isArray(value)) {
    const items = value.map((item) => writtenOne(domain, field, item)).filter((item) => !isEmpty(item));
    return items.length > 0 ? items : undefined;
  }
  const written = writtenOne(domain, field, value);
  return isEmpty(written) ? undefined : written;
}

function writtenOne(domain: Domain, field: Field, value: unknown): unknown {
  const spelled = field.spellings?.[String(value)]?.[0] ?? value;
  if (field.codec) return encode(field.codec, spelled);
  const fields = structureOf(domain, field.type);
  if (fields) return isObject(value) ? objectWith(entriesOf(domain, fields, value, '')) : undefined;
  return spelled;
}

/** What says nothing: no receiver should have to take an empty node. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && !(value instanceof Uint8Array) && Object.keys(value).length === 0;
}
