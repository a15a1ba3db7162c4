import type { Domain } from '../../catalogue/types.ts';
import { structureOf } from '../../schema/describe.ts';

const binary = 'base64Binary';

/** Names of representations that hold bytes, themselves or further down, by domain. */
const holders = new WeakMap<Domain, ReadonlySet<string>>();

/** A value of a representation with Buffers instead of base64. What does not look as it should stays as it is. */
export function withBytes(domain: Domain, type: string, value: unknown): unknown {
  if (type === binary) return typeof value === 'string' ? Buffer.from(value, 'base64') : value;
  if (!holdersOf(domain).has(type) || typeof value !== 'object' || value === null) return value;
  // A list within a list is nothing that is declared, and thousands of them would exhaust the stack.
  if (Array.isArray(value)) return value.map((item) => (Array.isArray(item) ? item : withBytes(domain, type, item)));
  const fields = Object.entries(structureOf(domain, type) ?? {}).filter(([name]) => Object.hasOwn(value, name));
  const inner = value as Record<string, unknown>;
  return {
    ...inner,
    ...Object.fromEntries(fields.map(([name, field]) => [name, withBytes(domain, field.type, inner[name])])),
  };
}

function holdersOf(domain: Domain): ReadonlySet<string> {
  const known = holders.get(domain);
  if (known) return known;
  const names = new Set<string>();
  const types = Object.keys(domain.representations);
  for (let before = -1; before < names.size; ) {
    before = names.size;
    for (const type of types) {
      const fields = Object.values(structureOf(domain, type) ?? {});
      if (fields.some((field) => field.type === binary || names.has(field.type))) names.add(type);
    }
  }
  holders.set(domain, names);
  return names;
}
