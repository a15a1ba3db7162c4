import { isObject, type Json, textOf } from '../../schema/json.ts';
import { valueAt } from '../../schema/places.ts';

// Looking around in JSON of which nothing is known yet. Paths are dotted: `orderItem.0.productRef.id`.
export { isObject, type Json, valueAt };

/** The text at a path; an empty one counts as absent. */
export function textAt(value: unknown, path: string): string | undefined {
  return textOf(valueAt(value, path));
}

/** The objects of the list at a path. */
export function objectsAt(value: unknown, path: string): readonly Json[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** Paths of everything that must have been left out: `{}` and null. */
export function emptiesIn(value: unknown, path = ''): string[] {
  if (value === null) return [`${path || 'the body'} is null`];
  if (typeof value !== 'object') return [];
  const entries = Object.entries(value);
  if (entries.length === 0 && !Array.isArray(value)) return [`${path || 'the body'} is {}`];
  return entries.flatMap(([name, inner]) => emptiesIn(inner, path ? `${path}.${name}` : name));
}

/** The first path at which two values are not the same; undefined if they are. The order of properties means nothing. */
export function difference(one: unknown, other: unknown, path = ''): string | undefined {
  const bothHold = typeof one === 'object' && typeof other === 'object' && one !== null && other !== null;
  if (!bothHold) return one === other ? undefined : path || 'the body';
  if (Array.isArray(one) !== Array.isArray(other)) return path || 'the body';
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = difference(
      (one as Record<string, unknown>)[name],
      (other as Record<string, unknown>)[name],
      path ? `${path}.${name}` : name,
    );
    if (found) return found;
  }
  return undefined;
}

/** A JSON value as it is quoted in a sentence. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
