import type { Domain, Field } from '../catalogue/types.ts';
import { type DescribedOperation, type InputField, structureOf } from './describe.ts';
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

/** Something that an operation cannot do for a user. */
export type Limit =
  /** The operation as a whole is for another kind of user. */
  | { readonly limit: 'kind'; readonly kind: string; readonly is: string }
  /** The user has none of the licences that it needs. */
  | { readonly limit: 'licence'; readonly licences: readonly string[] }
  /** Values of one of its fields are for another kind of user. */
  | {
      readonly limit: 'values';
      readonly field: string;
      readonly values: readonly string[];
      readonly kind: string;
      readonly is: string;
    };

/** What is known of a user: their kind, and their rights; nothing where the server does not say. */
export interface KnownUser {
  readonly kind?: string | undefined;
  readonly rights: readonly string[];
}

/** What an operation cannot do for a user. What is not known of the user limits nothing. */
export function limitsFor(operation: DescribedOperation, { kind: is, rights }: KnownUser): Limit[] {
  const { only, licences = [], domain, fields } = operation;
  const isForOthers = only !== undefined && is !== undefined && only !== is;
  const licensed = rights.length === 0 || isLicensed(operation, rights);
  return [
    ...(isForOthers ? [{ limit: 'kind', kind: only, is } as const] : []),
    ...(licensed ? [] : [{ limit: 'licence', licences } as const]),
    ...(is === undefined ? [] : fields.flatMap((field) => valueLimits(domain, field, is))),
  ];
}

/** Whether one of these rights of a user stands for a licence that the operation needs, if it needs any. */
export function isLicensed({ licences = [], system }: DescribedOperation, rights: readonly string[]): boolean {
  const { names = {} } = system.userKind?.rights ?? {};
  return licences.length === 0 || licences.some((licence) => rights.includes(names[licence] ?? licence));
}

/** Values of a field, at whatever depth, that are for other kinds of users. */
function valueLimits(domain: Domain, field: InputField, is: string): Limit[] {
  const byKind = new Map<string, Set<string>>();
  const visit = (type: string, inner: Field, outer: readonly string[]): void => {
    for (const [value, kind] of Object.entries(inner.onlyFor?.kinds ?? {})) {
      if (kind !== is) byKind.set(kind, (byKind.get(kind) ?? new Set()).add(value));
    }
    if (outer.includes(type)) return;
    for (const next of Object.values(structureOf(domain, type) ?? {})) visit(next.type, next, [...outer, type]);
  };
  visit(field.type, field, []);
  const { name } = field;
  return [...byKind].map(([kind, values]) => ({ limit: 'values', field: name, values: [...values], kind, is }));
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
