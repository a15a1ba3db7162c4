import type { Field } from '../../catalogue/types.ts';
import { enumerationOf, type Known, structureOf } from '../../schema/describe.ts';
import { scalarOf } from '../../schema/scalars.ts';

/** A structure or a list as JSON has it. */
export type PartValue = Readonly<Record<string, unknown>>;

/** What a field within a structure is edited with. */
export type PartInput = 'structure' | 'list' | 'choice' | 'choices' | 'switch' | 'text';

/** How a field within a structure is edited. */
export function partInput(known: Known, field: Field): PartInput {
  if (structureOf(known, field.type)) return field.many ? 'list' : 'structure';
  if (valuesOf(known, field)) return field.many ? 'choices' : 'choice';
  return field.type === 'boolean' ? 'switch' : 'text';
}

/** The values that a field takes, if it is not one for any. */
export function valuesOf(known: Known, { type, values, free }: Field): readonly string[] | undefined {
  return free ? undefined : (values ?? enumerationOf(known, type));
}

/** Whether a form can show a value without losing anything of it; nothing yet is fine, too. */
export function isShowable(known: Known, field: Field, value: unknown): boolean {
  if (value === undefined) return true;
  if (field.many) return Array.isArray(value) && value.every((item) => isOneShowable(known, field, item));
  return isOneShowable(known, field, value);
}

function isOneShowable(known: Known, field: Field, value: unknown): boolean {
  const fields = structureOf(known, field.type);
  if (!fields) return isPlain(field, value);
  if (!isPart(value)) return false;
  return Object.entries(value).every(([name, inner]) => {
    const declared = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return declared !== undefined && inner !== undefined && isShowable(known, declared, inner);
  });
}

function isPlain({ type }: Field, value: unknown): boolean {
  if (type === 'boolean') return typeof value === 'boolean';
  return typeof value === 'string' || (typeof value === 'number' && scalarOf(type)?.input === 'number');
}

/** A structure with another value of a field; one that is empty is left out. */
export function withPart(part: PartValue, name: string, value: unknown): PartValue {
  const { [name]: _, ...others } = part;
  return isNothing(value) ? others : { ...part, [name]: value };
}

/** Whether there is nothing in a value. */
export function isNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === '';
}

/** What somebody typed, as JSON has it: a whole number where one is due, several values where there may be. */
export function typedPart({ type, many }: Field, text: string): unknown {
  if (many)
    return text
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);
  const number = Number(text);
  return scalarOf(type)?.input === 'number' && text.trim() !== '' && Number.isSafeInteger(number) ? number : text;
}

/** Whether a value is an object. */
export function isPart(value: unknown): value is PartValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
