import type { Field, Scalars } from '../catalogue/types.ts';
import { hexOf, toBase64 } from './binary.ts';
import { isBytes, isDate, isObject } from './json.ts';
import { InvalidValue } from './problems.ts';

/** What a dialog lets the user enter a value with; `data` comes from a message only. */
export type InputKind = 'text' | 'number' | 'switch' | 'date' | 'object' | 'data';

/** The words of a field that limit a single value, see {@link Field}. */
export type Limits = Pick<Field, 'min' | 'max' | 'except' | 'pattern' | 'format' | 'maxBytes'> & {
  /** It becomes a segment of the path: `.` and `..` would lead out of it. */
  readonly segment?: true;
};

/** A plain type of the references. */
export interface Scalar {
  /** What callers of the client give and get, in TypeScript. */
  readonly typescript: string;
  readonly input: InputKind;
  /** What `typeof` says of it in parsed JSON. A whole number beyond 2^53 is a text of its digits there. */
  readonly json: 'string' | 'number' | 'boolean' | 'object';
  /**
   * What the API wants for a value of a flow, or of another client: `"7"` becomes 7, a Date ISO 8601, a Buffer base64.
   * @throws InvalidValue
   */
  readonly convert: (value: unknown, limits: Limits, path: string) => unknown;
  /**
   * What a server means by what it sent: numbers and truths may be texts, dates milliseconds, or have a blank instead of the `T`.
   * `undefined`: it cannot be read.
   */
  readonly read: (wire: unknown) => unknown;
}

const text: Scalar['convert'] = (value, { format, pattern, segment }, path) => {
  if (format === 'dateTime') return moment(value, path);
  if (!['string', 'number', 'boolean', 'bigint'].includes(typeof value)) {
    throw new InvalidValue(path, { reason: 'text' });
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new InvalidValue(path, { reason: 'text' });
  if (hasLostDigits(value)) throw new InvalidValue(path, { reason: 'digits' });
  const result = String(value);
  if (pattern && !new RegExp(pattern.form).test(result)) {
    throw new InvalidValue(path, { reason: 'pattern', examples: pattern.examples });
  }
  if (segment && /^\.\.?$/.test(result)) throw new InvalidValue(path, { reason: 'segment' });
  return result;
};

/** Whether a number may no longer be the one that was written: beyond 2^53 not every whole number has its own. */
function hasLostDigits(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** A whole number, as a bigint where a number would lose digits. */
const whole =
  (smallest: bigint, greatest: bigint): Scalar['convert'] =>
  (value, { min, max, except = [] }, path) => {
    const [least, most] = [min ?? smallest, max ?? greatest];
    const bounds = { min: String(least), max: String(most) };
    const digits = typeof value === 'string' ? value.trim() : typeof value === 'boolean' ? '' : String(value);
    if (hasLostDigits(value)) throw new InvalidValue(path, { reason: 'digits' });
    if (typeof value === 'object' || !/^[+-]?\d+$/.test(digits)) {
      throw new InvalidValue(path, { reason: 'whole', ...bounds });
    }
    const exact = BigInt(digits.replace('+', ''));
    if (exact < least) throw new InvalidValue(path, { reason: 'min', ...bounds });
    if (exact > most) throw new InvalidValue(path, { reason: 'max', ...bounds });
    const number = Number(exact);
    if (except.includes(number)) throw new InvalidValue(path, { reason: 'except', value: digits });
    return Number.isSafeInteger(number) ? number : exact;
  };

const truth: Scalar['convert'] = (value, _limits, path) => {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new InvalidValue(path, { reason: 'truth' });
};

const iso = /^(\d{4}-\d\d-(\d\d))(?:T(\d\d:\d\d)(:\d\d)?(\.\d+)?(?:(Z)|([+-]\d\d):?(\d\d))?)?$/;

/** The parts of a date in ISO 8601; undefined where the text is none, or names a day that there is not. */
function partsOfDate(value: unknown): RegExpExecArray | undefined {
  const date = isDate(value) || typeof value === 'number' ? new Date(value) : undefined;
  const written = date ? (Number.isNaN(date.getTime()) ? '' : date.toISOString()) : value;
  const parts = typeof written === 'string' ? iso.exec(written) : null;
  const [all = '', day = '', dayOfMonth] = parts ?? [];
  const exists = !Number.isNaN(Date.parse(all)) && new Date(`${day}T00:00:00Z`).getUTCDate() === Number(dayOfMonth);
  return parts && exists ? parts : undefined;
}

const date: Scalar['convert'] = (value, _limits, path) => {
  const [written] = partsOfDate(value) ?? [];
  if (written === undefined) throw new InvalidValue(path, { reason: 'date' });
  return written;
};

/** Whether a value is a text in ISO 8601 with a time and a zone: it means one moment, and needs no reading. */
export function isPointInTime(value: unknown): value is string {
  const [, , , time, , , utc, hours] = typeof value === 'string' ? (partsOfDate(value) ?? []) : [];
  return time !== undefined && (utc ?? hours) !== undefined;
}

/** A date that is sent as a text, without fractions of a second. */
function moment(value: unknown, path: string): string {
  const [, day, , time, seconds = ':00', , utc = '', hours = '', minutes = ''] = partsOfDate(value) ?? [];
  const zone = utc || (hours && `${hours}:${minutes}`);
  if (!time || !zone) throw new InvalidValue(path, { reason: 'moment' });
  return `${day}T${time}${seconds}${zone}`;
}

const hexadecimal: Scalar['convert'] = (value, { maxBytes }, path) => {
  const hex = isBytes(value) ? hexOf(value) : value;
  if (typeof hex !== 'string' || !/^(?:[0-9a-f]{2})*$/i.test(hex)) {
    throw new InvalidValue(path, { reason: 'hexadecimal' });
  }
  if (maxBytes && hex.length / 2 > maxBytes) throw new InvalidValue(path, { reason: 'maxBytes', max: `${maxBytes}` });
  return hex;
};

const bytes: Scalar['convert'] = (value, _limits, path) => {
  if (isBytes(value)) return value;
  if (typeof value === 'string') return new TextEncoder().encode(value);
  throw new InvalidValue(path, { reason: 'bytes' });
};

const base64: Scalar['convert'] = (value, _limits, path) => {
  if (isBytes(value)) return toBase64(value);
  if (typeof value === 'string') {
    const [, digits, padding] = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(value.replace(/\s/g, '')) ?? [];
    const rest = (digits?.length ?? 1) % 4;
    // Padding may be left out, but where it stands it fits.
    if (digits !== undefined && rest !== 1 && (!padding || padding.length === (4 - rest) % 4)) return value;
  }
  throw new InvalidValue(path, { reason: 'base64' });
};

/** A calendar; files of calendars come as bytes, and with a byte order mark. */
const calendar: Scalar['convert'] = (value, limits, path) =>
  text(isBytes(value) ? new TextDecoder().decode(value) : value, limits, path);

const map: Scalar['convert'] = (value, _limits, path) => {
  if (!isObject(value)) throw new InvalidValue(path, { reason: 'map' });
  const entries = Object.entries(value).map(([key, entry]) => [key, text(entry, {}, `${path}.${key}`)]);
  return Object.fromEntries(entries);
};

const readText: Scalar['read'] = (wire) =>
  typeof wire === 'string' || typeof wire === 'number' || typeof wire === 'boolean' ? String(wire) : undefined;

/** A number beyond what a number can hold stays the text that it is. */
const readWhole: Scalar['read'] = (wire) => {
  const digits = typeof wire === 'string' && /^\s*[+-]?\d+\s*$/.test(wire);
  const number = digits ? Number(wire) : wire;
  if (digits && !Number.isSafeInteger(number)) return wire.trim();
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
};

const readTruth: Scalar['read'] = (wire) => {
  if (typeof wire === 'boolean') return wire;
  if (/^(?:true|yes|1)$/i.test(String(wire).trim())) return true;
  return /^(?:false|no|0)$/i.test(String(wire).trim()) ? false : undefined;
};

const readDate: Scalar['read'] = (wire) => {
  const isCount = typeof wire === 'number' || (typeof wire === 'string' && /^\d{9,}$/.test(wire));
  if (!isCount && typeof wire !== 'string') return undefined;
  const time = new Date(
    isCount
      ? Number(wire)
      : String(wire)
          .trim()
          .replace(/^(\d{4}-\d\d-\d\d) /, '$1T'),
  );
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
};

const readMap: Scalar['read'] = (wire) => (isObject(wire) ? wire : undefined);

const safe = BigInt(Number.MAX_SAFE_INTEGER);

type Facts = Omit<Scalar, 'convert'>;

const texts: Facts = { typescript: 'string', input: 'text', json: 'string', read: readText };
const numbers: Facts = { typescript: 'number', input: 'number', json: 'number', read: readWhole };

/** Everything that there is to say of the plain types, once. */
export const scalars: Readonly<Record<keyof Scalars, Scalar>> = {
  string: { ...texts, convert: text },
  int: { ...numbers, convert: whole(-(2n ** 31n), 2n ** 31n - 1n) },
  long: { ...numbers, convert: whole(-(2n ** 63n), 2n ** 63n - 1n) },
  nonNegativeInteger: { ...numbers, convert: whole(0n, safe) },
  boolean: { typescript: 'boolean', input: 'switch', json: 'boolean', read: readTruth, convert: truth },
  dateTime: { ...texts, input: 'date', read: readDate, convert: date },
  hexBinary: { ...texts, convert: hexadecimal },
  byte: { ...texts, typescript: 'Uint8Array | string', input: 'data', convert: bytes },
  base64Binary: {
    ...texts,
    typescript: 'Uint8Array',
    read: (wire) => (typeof wire === 'string' ? wire : undefined),
    convert: base64,
  },
  iCalendar: { ...texts, convert: calendar },
  'map<string,string>': {
    typescript: 'Record<string, string>',
    input: 'object',
    json: 'object',
    read: readMap,
    convert: map,
  },
};

/** What there is to say of a type, if it is a plain one. */
export function scalarOf(type: string): Scalar | undefined {
  return Object.hasOwn(scalars, type) ? scalars[type as keyof Scalars] : undefined;
}

/** What a server means by a value of a type, see {@link Scalar.read}; what is no plain type is taken for a text. */
export function readScalar(type: string, wire: unknown): unknown {
  return (scalarOf(type) ?? scalars.string).read(wire);
}
