/** An object as it came from a server: nothing about it is certain. */
export type Json = Readonly<Record<string, unknown>>;

/** The JSON object in a body; an empty one where there is none. */
export function objectIn(body: Buffer | string): Json {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that is there. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Old servers send booleans as text. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
