/** Reads a text out of a request to the simulator itself. Throws an error that names the field. */
export function textIn(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name];
  if (value !== undefined && typeof value !== 'string') throw new Error(`"${name}" must be a string`);
  return value;
}

/** The same for a text that must be there. */
export function requiredTextIn(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = textIn(body, name);
  if (!value) throw new Error(`"${name}" is missing`);
  return value;
}
