/** An object or list of which nothing is known. */
type Container = Record<string, unknown>;

/** An object with every value at its dotted place; where a number follows, what stands before it is a list. */
export function nested(entries: readonly (readonly [place: string, value: unknown])[]): object {
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

/** What stands at a dotted place; `**.x` is any `x`, the outermost first. */
export function found(value: unknown, place: string): unknown {
  if (place.startsWith('**.')) return foundAnywhere([value], place.slice('**.'.length));
  return place
    .split('.')
    .reduce((at, step) => (isContainer(at) && Object.hasOwn(at, step) ? at[step] : undefined), value);
}

function foundAnywhere(level: readonly unknown[], place: string): unknown {
  const containers = level.filter(isContainer);
  if (containers.length === 0) return undefined;
  for (const container of containers) {
    const value = found(container, place);
    if (value !== undefined) return value;
  }
  return foundAnywhere(containers.flatMap(Object.values), place);
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value);
}
