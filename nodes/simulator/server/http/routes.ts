/** Where a request leads: what is registered there, or which methods would have been right. */
export type Match<T> =
  | {
      readonly found: true;
      readonly template: string;
      readonly ids: Record<string, string>;
      readonly values: readonly T[];
    }
  | { readonly found: false; readonly template: string; readonly allowed: readonly string[] };

interface Route<T> {
  readonly template: string;
  readonly segments: readonly string[];
  readonly methods: Map<string, T[]>;
}

/** Paths with ids in braces, such as `/users/{loginName}`. A literal segment goes before an id. */
export class Routes<T> {
  readonly #routes: Route<T>[] = [];

  /** The same method and path may be registered more than once; then the caller chooses, by media type for example. */
  add(method: string, template: string, value: T): this {
    let route = this.#routes.find((known) => known.template === template);
    if (!route) {
      route = { template, segments: template.split('/'), methods: new Map() };
      this.#routes.push(route);
      this.#routes.sort((a, b) => idsLast(a.template).localeCompare(idsLast(b.template)));
    }
    route.methods.set(method, [...(route.methods.get(method) ?? []), value]);
    return this;
  }

  /** Undefined: nobody knows this path. */
  match(method: string, path: string): Match<T> | undefined {
    const matches = this.matches(method, path);
    return matches.find(({ found }) => found) ?? matches[0];
  }

  /** Every template that the path fits, the closest first. */
  matches(method: string, path: string): Match<T>[] {
    return this.#routes.flatMap(({ template, segments, methods }): Match<T>[] => {
      const ids = read(segments, path.split('/'));
      if (!ids) return [];
      const values = methods.get(method);
      return [
        values ? { found: true, template, ids, values } : { found: false, template, allowed: [...methods.keys()] },
      ];
    });
  }
}

const idsLast = (template: string) => template.replaceAll('{', '\uffff');

function read(segments: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== parts.length) return undefined;
  const ids: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if (segment.startsWith('{')) {
      const id = decoded(part);
      if (!id) return undefined;
      ids[segment.slice(1, -1)] = id;
    } else if (segment !== part) return undefined;
  }
  return ids;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
