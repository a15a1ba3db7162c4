import type { Field, Fields } from '../catalogue/types.ts';
import { decode } from './codecs.ts';
import { problemIn } from './convert.ts';
import { type Known, structureOf } from './describe.ts';
import { isObject, type Json } from './json.ts';
import { placeOf, placesOf, sentAt } from './places.ts';
import type { Problem, Reason } from './problems.ts';
import { isPointInTime, readScalar, scalarOf, scalars } from './scalars.ts';

/** What was read, as far as it could be, and what is missing or could not; paths are those of the wire: `orderItem.0.quantity`. */
export interface Reading<T = Json> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

/** How to read what was sent. */
export interface ReadOptions {
  /** Keep what the declaration does not know, and what cannot be read, as it was sent. */
  readonly keepUnknown?: boolean;
}

/** Structures within each other at most; nobody sends more. */
const deepest = 64;

/**
 * Reads what a server sent into the structure that the catalogue declares for it. Servers are taken as they are: `null`
 * is nothing, one value may stand for a list of one and the other way round, numbers and truths may be texts, and a value
 * is looked for wherever servers are known to send it. Never throws.
 * @param type name of a structure of the domain
 */
export function read(domain: Known, type: string, wire: unknown, options: ReadOptions = {}): Reading {
  const problems: Problem[] = [];
  const reader = new Reader(domain, options.keepUnknown === true, problems);
  return { value: reader.structure(structureOf(domain, type) ?? {}, isObject(wire) ? wire : {}, '', 0), problems };
}

/** Reads one value that is declared by itself; `undefined` if it is not there or cannot be read. Never throws. */
export function readField(domain: Known, field: Field, wire: unknown): unknown {
  return new Reader(domain, false, []).structure({ value: field }, isObject(wire) ? wire : {}, '', 0)['value'];
}

/**
 * Reads a whole answer, of whatever type, as {@link read} reads a structure. What the declaration does not know, and what cannot be read, stays as it was sent;
 * `undefined` where there is nothing. Never throws.
 */
export function readResult(domain: Known, field: Field, wire: unknown): unknown {
  return new Reader(domain, true, []).structure({ value: field }, { value: wire }, '', 0)['value'];
}

/** A value could not be read; told apart from one that is not there. */
const unreadable = Symbol('unreadable');

interface PlacedField {
  readonly name: string;
  readonly field: Field;
  readonly places: readonly string[];
}

/** Every structure is read thousands of times a second: what follows from its declaration is worked out once. */
const placed = new WeakMap<Fields, readonly PlacedField[]>();

function placedFieldsOf(fields: Fields): readonly PlacedField[] {
  const known = placed.get(fields);
  if (known) return known;
  const made = Object.entries(fields).map(([name, field]) => ({ name, field, places: placesOf(field, name) }));
  placed.set(fields, made);
  return made;
}

class Reader {
  readonly #domain: Known;
  readonly #keep: boolean;
  readonly #problems: Problem[];

  constructor(domain: Known, keep: boolean, problems: Problem[]) {
    this.#domain = domain;
    this.#keep = keep;
    this.#problems = problems;
  }

  structure(fields: Fields, wire: Json, path: string, depth: number): Json {
    const result: Record<string, unknown> = this.#keep ? { ...wire } : {};
    for (const { name, field, places } of placedFieldsOf(fields)) {
      const value = this.#field(field, places, wire, path, depth);
      if (field.inline) Object.assign(result, value);
      else if (value !== undefined) result[name] = value;
      else if (this.#keep && isAbsent(result[name])) delete result[name];
    }
    return result;
  }

  /** The value of a field from the first place that has one which can be read. */
  #field(field: Field, places: readonly string[], wire: Json, path: string, depth: number): unknown {
    let failed: Problem | undefined;
    for (const place of places) {
      const sent = sentAt(wire, place);
      if (isAbsent(sent) || (sent === '' && !field.blank)) continue;
      // An empty place is the structure around it: what does not fit there is meant for somebody else.
      if (place === '' && !field.inline && !isObject(sent)) continue;
      const before = this.#problems.length;
      const value = this.#value(field, sent, join(path, place), depth);
      // A structure in which nothing is said is as good as none.
      if (!this.#keep && !field.inline && isObject(value) && Object.keys(value).length === 0) continue;
      if (value !== unreadable) return value;
      this.#problems.length = before;
      failed ??= this.#unreadable(field, sent, join(path, place));
    }
    if (failed && field.otherwise !== undefined) return field.otherwise;
    if (failed) this.#problems.push(failed);
    else if (field.required && !field.inline) {
      this.#problems.push({ path: join(path, places[0] ?? ''), reason: 'missing' });
    }
    return undefined;
  }

  #value(field: Field, sent: unknown, path: string, depth: number): unknown {
    if (!field.many || field.type === 'map<string,string>' || field.codec) {
      if (field.codec || !Array.isArray(sent)) return this.#one(field, sent, path, depth);
      return sent.length > 1 ? unreadable : this.#one(field, sent[0], `${path}.0`, depth);
    }
    const list: readonly unknown[] = Array.isArray(sent) ? sent : [sent];
    return list.flatMap((item, index) => {
      if (isAbsent(item)) return [];
      const at = `${path}.${index}`;
      const value = this.#one(field, item, at, depth);
      if (value !== unreadable) return value === undefined ? [] : [value];
      this.#problems.push({ ...this.#reason(field, item), path: at });
      return this.#keep ? [item] : [];
    });
  }

  #one(field: Field, sent: unknown, path: string, depth: number): unknown {
    if (field.codec) {
      const value = decode(field.codec, sent);
      return value === null ? undefined : this.#spelled(field, value ?? unreadable);
    }
    const fields = structureOf(this.#domain, field.type);
    if (fields) {
      const whole = isObject(sent) ? sent : bareIn(fields, sent);
      return whole && depth < deepest ? this.structure(fields, whole, path, depth + 1) : unreadable;
    }
    // Where nothing is to be lost, a date keeps the zone in which it was told.
    if (this.#keep && field.type === 'dateTime' && isPointInTime(sent)) return sent;
    return this.#spelled(field, readScalar(field.type, sent) ?? unreadable);
  }

  /** The value that a spelling stands for. */
  #spelled({ spellings }: Field, value: unknown): unknown {
    if (!spellings || typeof value !== 'string') return value;
    const word = value.toLowerCase();
    const known = Object.entries(spellings).find(([own, all]) =>
      [own, ...all].some((spelling) => spelling.toLowerCase() === word),
    );
    return known ? known[0] : unreadable;
  }

  /** What is wrong at a place that does not hold the value of a field. */
  #unreadable(field: Field, sent: unknown, path: string): Problem {
    if (!Array.isArray(sent) || field.codec || sent.length === 0) return { ...this.#reason(field, sent), path };
    if (sent.length > 1) return { path, reason: 'single' };
    return { ...this.#reason(field, sent[0]), path: `${path}.0` };
  }

  #reason(field: Field, sent: unknown): Reason {
    const { type, spellings, codec } = field;
    if (spellings) {
      const values = Object.values(spellings).flatMap((all) => all.slice(0, 1));
      return { reason: 'allowed', values: values.join(', ') };
    }
    if (!codec && structureOf(this.#domain, type)) return { reason: 'object' };
    const { convert } = (!codec && scalarOf(type)) || scalars.string;
    return problemIn(() => convert(sent, {}, '')) ?? { reason: 'text' };
  }
}

/** A bare value as the structure that it stands for. */
function bareIn(fields: Fields, sent: unknown): Json | undefined {
  if (typeof sent !== 'string' && typeof sent !== 'number') return undefined;
  const found = Object.entries(fields).find(([, { bare }]) => bare);
  return found && { [placeOf(found[1], found[0])]: sent };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function join(path: string, place: string): string {
  return path && place ? `${path}.${place}` : path || place;
}
