/** An object as it came from a server: nothing about it is certain. */
export type Json = Readonly<Record<string, unknown>>;

/** Texts, which may hold digits, and numbers. */
const literals = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads JSON as servers write it: a byte order mark before it does not matter, and numbers that cannot be told from their
 * neighbours (beyond 2^53) become the text that they are written as, so that an id is never another one.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (!/\d{16}/.test(bare)) return JSON.parse(bare);
  return JSON.parse(
    bare.replace(literals, (found) =>
      found.startsWith('"') || Math.abs(Number(found)) <= Number.MAX_SAFE_INTEGER ? found : `"${found}"`,
    ),
  );
}

/** The JSON object in a body; an empty one where there is none. */
export function objectIn(body: Uint8Array | string): Json {
  try {
    const value = parseJson(typeof body === 'string' ? body : new TextDecoder().decode(body));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** A copy of an object that was read from JSON, in a quarter of the time that reading it again takes. */
export function copyOfJson(value: Json): Json {
  const copy: Record<string, unknown> = { ...value };
  for (const name in copy) copy[name] = copyOfValue(copy[name]);
  return copy;
}

function copyOfValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(copyOfValue) : copyOfJson(value as Json);
}

/** Whether a value is an object with fields, as JSON has them: no list, no bytes, no Date. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isBytes(value) && !isDate(value);
}

/** Bytes of whichever realm; a Buffer is a Uint8Array. */
export function isBytes(value: unknown): value is Uint8Array {
  return Object.prototype.toString.call(value) === '[object Uint8Array]';
}

/** A Date of whichever realm: function nodes have their own. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

/** A text that is there. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Old servers send booleans as text. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** A number that somebody typed; the text itself where a number would not be written like that: `1e3`, or too many digits. */
export function typedNumber(text: string): number | string {
  const number = Number(text);
  return String(number) === text.trim() && Number.isFinite(number) ? number : text;
}

/** A value as JSON; a bigint becomes a number with all its digits. */
export function writeJson(value: unknown): string {
  const mark = crypto.randomUUID();
  let marked = false;
  const text = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'bigint') return inner;
    marked = true;
    return `${mark}${inner}`;
  });
  return marked ? text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1') : text;
}
