import type { Domain, Field, Operation, Scalars } from '../catalogue/types.ts';
import { enumerationOf, structureOf } from './describe.ts';
import { isObject, type Json } from './json.ts';

/** How much of a structure a sample fills in: every field, or only what must be there. */
export type SampleExtent = 'everything' | 'required';

const moment = '2026-01-31T08:00:00Z';
const calendar = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//sample//EN', 'END:VCALENDAR', ''].join('\r\n');

/** A value of each plain type that fits the field, given the field's name. */
const samples: Readonly<Record<keyof Scalars, (field: Field, name: string) => unknown>> = {
  string: ({ format, pattern }, name) =>
    format === 'dateTime' ? moment : (pattern?.examples.split(',')[0]?.trim() ?? name),
  int: wholeNumber,
  long: wholeNumber,
  nonNegativeInteger: wholeNumber,
  boolean: () => true,
  dateTime: () => moment,
  hexBinary: () => '00',
  byte: (_field, name) => new TextEncoder().encode(name),
  base64Binary: () => 'c2FtcGxl',
  iCalendar: () => calendar,
  'map<string,string>': (_field, name) => ({ [name]: name }),
};

function wholeNumber({ min = 1, max = Number.MAX_SAFE_INTEGER, except = [] }: Field): number {
  const smallest = Math.min(Math.max(min, 1), max);
  for (let number = smallest; number <= max; number += 1) if (!except.includes(number)) return number;
  return smallest;
}

/**
 * A valid value of a field, the same at every call: the first value of an enumeration, the name of the field for a text, one
 * item for a list. Where the wire puts fields elsewhere than the structure does, `write` brings it there.
 * @param name what a text says
 * @param extent which fields structures have; whatever it is, a structure within itself is left out where it may be
 */
export function sampleOf(domain: Domain, field: Field, name: string, extent: SampleExtent = 'everything'): unknown {
  return sampleWithin(domain, field, name, extent, []);
}

function sampleWithin(
  domain: Domain,
  field: Field,
  name: string,
  extent: SampleExtent,
  outer: readonly string[],
): unknown {
  const { type, many } = field;
  if (many && type !== 'map<string,string>') {
    return outer.includes(type) ? [] : [sampleWithin(domain, single(field), name, extent, outer)];
  }
  const [first] = field.values ?? enumerationOf(domain, type) ?? [];
  if (first !== undefined) return type === 'boolean' ? first === 'true' : first;
  if (Object.hasOwn(samples, type)) return samples[type as keyof Scalars](field, name);
  const fields = Object.entries(structureOf(domain, type) ?? {}).filter(
    ([, inner]) =>
      !inner.reserved &&
      (inner.required || (extent === 'everything' && inner.type !== type && !outer.includes(inner.type))),
  );
  return Object.fromEntries(
    fields.map(([inner, declared]) => [inner, sampleWithin(domain, declared, inner, extent, [...outer, type])]),
  );
}

/** A structure as messages that are made up carry it: the fields that have an example, at whatever depth; see `write`. */
export function exampleOf(domain: Domain, type: string, outer: readonly string[] = []): Json {
  const fields = Object.entries(structureOf(domain, type) ?? {}).filter(([, inner]) => !outer.includes(inner.type));
  const entries = fields.flatMap(([name, field]): (readonly [string, unknown])[] => {
    const example = field.example ?? exampleOf(domain, field.type, [...outer, type]);
    if (field.inline) return Object.entries(example);
    if (isObject(example) && Object.keys(example).length === 0) return [];
    return [[name, field.many ? [example] : example]];
  });
  return Object.fromEntries(entries);
}

/** What an operation answers with as one field; undefined where it answers with nothing, or with a reference. */
export function resultField({ answer, result, many, reference }: Operation): Field | undefined {
  const type = answer ?? result;
  if (type === undefined || reference !== undefined) return undefined;
  return { type, ...(many && { many }) };
}

function single({ many: _, ...field }: Field): Field {
  return field;
}
