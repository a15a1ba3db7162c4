import mustache from 'mustache';

/** Reads a value that a template names outside the message: `flow.x`, `global.x`, `env.X`. */
export type TemplateLookup = (source: 'flow' | 'global' | 'env', name: string) => Promise<unknown>;

const outside = /^(flow|global|env)((?:\[\w+\])?)\.(.+)$/;

/**
 * Renders a Mustache template over a message. Nothing is escaped, for nothing here is HTML; objects become JSON.
 * Names are those of Node-RED's own template node, stores of a context (`flow[file].x`) included.
 */
export async function render(template: string, message: object, lookup: TemplateLookup): Promise<string> {
  if (!template.includes('{{')) return template;
  const found = new Map<string, unknown>();
  for (const name of new Set(namesIn(mustache.parse(template)))) {
    const [, source, store, rest] = outside.exec(name) ?? [];
    if (source)
      found.set(name, await lookup(source as 'flow', store ? `#:(${store.slice(1, -1)})::${rest}` : `${rest}`));
  }
  return mustache.render(template, new Scope(message, undefined, found), undefined, { escape: plain });
}

/** Whether the template would compile; the reason why not. */
export function templateProblem(template: string): string | undefined {
  try {
    mustache.parse(template);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

type Token = readonly unknown[];

function namesIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap(([kind, name, , , inner]) => [
    ...(kind === 'text' ? [] : [String(name)]),
    ...(Array.isArray(inner) ? namesIn(inner as Token[]) : []),
  ]);
}

/** A Mustache context that knows, at every depth, what was read from outside the message. */
class Scope extends mustache.Context {
  readonly #found: ReadonlyMap<string, unknown>;

  constructor(view: unknown, parent: Scope | undefined, found: ReadonlyMap<string, unknown>) {
    super(view, parent as never);
    this.#found = found;
  }

  override lookup(name: string): unknown {
    return this.#found.has(name) ? this.#found.get(name) : super.lookup(name);
  }

  override push(view: unknown): Scope {
    return new Scope(view, this, this.#found);
  }
}
