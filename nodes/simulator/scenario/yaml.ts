import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScenarioError } from './problems.ts';

type Loaded = (text: string) => unknown;

/**
 * Reads YAML with the js-yaml 4 that is installed beside this package; Node-RED brings one for its yaml node. Telephone numbers keep
 * all their signs: `+33140000000` and `0140000000` are texts, though YAML would take them for numbers.
 * @param places from where it is looked for
 * @throws ScenarioError where there is none
 */
export function parseYaml(text: string, places: readonly string[] = usualPlaces()): unknown {
  for (const place of places) {
    const load = loaderFrom(place);
    if (load) return load(text);
  }
  throw new ScenarioError([
    'this is YAML, and js-yaml 4, which reads it, is not installed here: install it (npm install js-yaml@4), or write the scenario in JSON',
  ]);
}

/** Where the user's packages are: of the program that runs, of the current folder, of this package, and of Node-RED. */
function usualPlaces(): string[] {
  const [node = '', program = ''] = process.argv;
  const here = typeof __filename === 'string' ? __filename : fileURLToPath(import.meta.url);
  const global = join(dirname(node), '..', 'lib', 'node_modules', 'node-red', 'red.js');
  return [real(program), join(process.cwd(), 'any.js'), here, global];
}

/** Commands are links to the file that belongs to their package. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function loaderFrom(place: string): Loaded | undefined {
  const direct = moduleFrom(place);
  if (direct) return loaderOf(direct);
  for (const owner of ['@node-red/nodes/package.json', 'node-red/package.json']) {
    const inside = resolvedFrom(place, owner);
    const found = inside && loaderOf(moduleFrom(inside));
    if (found) return found;
  }
  return undefined;
}

function resolvedFrom(place: string, name: string): string | undefined {
  try {
    return createRequire(place).resolve(name);
  } catch {
    return undefined;
  }
}

function moduleFrom(place: string): unknown {
  try {
    return createRequire(place)('js-yaml');
  } catch {
    return undefined;
  }
}

interface TypeOptions {
  readonly kind: 'scalar';
  readonly resolve: (text: string | null) => boolean;
  readonly construct: (text: string) => unknown;
}

/** As much of js-yaml 4 as is needed. */
interface JsYaml {
  readonly Type: new (tag: string, options: TypeOptions) => object;
  readonly FAILSAFE_SCHEMA: { extend(definition: { readonly implicit: readonly object[] }): object };
  readonly types: Readonly<Record<'null' | 'bool', object>>;
  load(text: string, options: { readonly schema: object }): unknown;
}

function isJsYaml(module: unknown): module is JsYaml {
  if (typeof module !== 'object' || module === null) return false;
  const { Type, FAILSAFE_SCHEMA: schema, types, load } = module as Partial<Record<keyof JsYaml, unknown>>;
  const extend = (schema as { readonly extend?: unknown } | undefined)?.extend;
  return typeof types === 'object' && [Type, load, extend].every((member) => typeof member === 'function');
}

function loaderOf(module: unknown): Loaded | undefined {
  if (!isJsYaml(module)) return undefined;
  const { Type, FAILSAFE_SCHEMA: plain, types } = module;
  const number = new Type('tag:yaml.org,2002:float', {
    kind: 'scalar',
    resolve: (text) => text !== null && /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(text),
    construct: Number,
  });
  const schema = plain.extend({ implicit: [types.null, types.bool, number] });
  return (text) => module.load(text, { schema });
}
