import type { Field } from '../catalogue/types.ts';

/** An object or list of which nothing is known. */
type Container = Record<string, unknown>;

/** The places of a field on the wire, likeliest first. */
export function placesOf({ at }: Pick<Field, 'at'>, name: string): readonly string[] {
  if (at === undefined) return [name];
  return typeof at === 'string' ? [at] : at;
}

/** The place to which a field is written. */
export function placeOf(field: Pick<Field, 'at'>, name: string): string {
  return placesOf(field, name)[0] ?? name;
}

/** An object with every value at its dotted place; where a number follows, what stands before it is a list. */
export function objectWith(entries: readonly (readonly [place: string, value: unknown])[]): object {
  const root: Container = {};
  for (const [place, value] of entries) {
    const steps = place.split('.');
    let at = root;
    steps.forEach((step, index) => {
      const next = steps[index + 1];
      if (next === undefined) at[step] = value;
      else {
        at[step] ??= /^\d+$/.test(next) ? [] : {};
        at = at[step] as Container;
      }
    });
  }
  return root;
}

/** What stands at a dotted place; an empty one is the value itself, `**.x` is any `x`, the outermost first. */
export function valueAt(value: unknown, place: string): unknown {
  if (place === '') return value;
  if (place.startsWith('**.')) return foundAnywhere([value], place.slice('**.'.length));
  return place
    .split('.')
    .reduce((at, step) => (isContainer(at) && Object.hasOwn(at, step) ? at[step] : undefined), value);
}

/**
 * The same for what servers send: a list may stand for the one thing in it and the other way round, and a name of several
 * items of a list gives all that have it. `[role=customer]` chooses items of a list by a value, `[role!=customer]` others.
 */
export function sentAt(value: unknown, place: string): unknown {
  if (place === '' || place.startsWith('**.')) return valueAt(value, place);
  return place.includes('.') ? place.split('.').reduce(stepFrom, value) : stepFrom(value, place);
}

function stepFrom(at: unknown, step: string): unknown {
  if (!isContainer(at)) return undefined;
  if (step.startsWith('[')) return onlyOne(chosen(Array.isArray(at) ? at : [at], step));
  if (Object.hasOwn(at, step) && !(Array.isArray(at) && step === 'length')) return at[step];
  if (Array.isArray(at)) {
    return onlyOne(at.flatMap((item) => (isContainer(item) && Object.hasOwn(item, step) ? item[step] : [])));
  }
  return step === '0' ? at : undefined;
}

/** The items of which a step in brackets speaks. */
function chosen(items: readonly unknown[], step: string): unknown[] {
  const [, name = '', not, wanted = ''] = /^\[(\w+)(!?)=(.*)\]$/.exec(step) ?? [];
  return items.filter((item) => {
    const value = isContainer(item) ? item[name] : undefined;
    return isContainer(item) && (String(value).toLowerCase() === wanted.toLowerCase()) === (not === '');
  });
}

function onlyOne(items: readonly unknown[]): unknown {
  return items.length > 1 ? items : items[0];
}

/** A loop, since whoever sends a thousand levels must not exhaust the stack. */
function foundAnywhere(outermost: readonly unknown[], place: string): unknown {
  let level = outermost.filter(isContainer);
  while (level.length > 0) {
    for (const container of level) {
      const value = valueAt(container, place);
      if (value !== undefined) return value;
    }
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return undefined;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}
