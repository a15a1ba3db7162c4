import type { Domain, Field } from '../catalogue/types.ts';
import { type DescribedOperation, structureOf } from './describe.ts';
import { isObject } from './json.ts';
import type { Values } from './values.ts';

/** A value that makes sense for one kind of user only. */
export interface KindRestriction {
  /** Where it stands: `forwardRoutes[0].destinations[0].type`. */
  readonly path: string;
  readonly value: string;
  readonly kind: string;
}

/** The values of a request that not every kind of user may give. */
export function kindRestrictionsOf({ domain, fields }: DescribedOperation, values: Values): KindRestriction[] {
  return fields.flatMap((field) => restrictionsIn(domain, field, values[field.name], field.name));
}

function restrictionsIn(domain: Domain, field: Field, value: unknown, path: string): KindRestriction[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => restrictionsIn(domain, field, item, `${path}[${index}]`));
  }
  const own = field.only ? [{ path, value: String(value), kind: field.only }] : [];
  const structure = structureOf(domain, field.type);
  if (!structure || !isObject(value)) return own;
  const within = Object.entries(structure).flatMap(([name, inner]) =>
    restrictionsIn(domain, inner, value[name], `${path}.${name}`),
  );
  return [...own, ...itemRestrictions(field, value, path), ...within];
}

/** What a field of a list says of its items. */
function itemRestrictions(
  { onlyFor }: Field,
  item: Readonly<Record<string, unknown>>,
  path: string,
): KindRestriction[] {
  if (!onlyFor || (onlyFor.unlessOff && item[onlyFor.unlessOff] === false)) return [];
  const value = String(item[onlyFor.field]);
  const kind = onlyFor.kinds[value];
  return kind ? [{ path: `${path}.${onlyFor.field}`, value, kind }] : [];
}
