import type { Field } from '../../nodes/catalogue/types.ts';
import { type Known, plainFieldsOf } from '../../nodes/schema/describe.ts';
import { scalarOf } from '../../nodes/schema/scalars.ts';

/** A namespace with all structures and enumerations. A server may add values to an enumeration at any time, so any text fits. */
export function namespaceOf(known: Known, name: string, comment: string): string {
  const types = Object.entries(known.representations).map(([type, representation]) => {
    if (Array.isArray(representation)) {
      const values = (representation as readonly string[]).map((value) => `'${value}'`);
      return `  type ${type} = ${[...values, '(string & {})'].join(' | ')};`;
    }
    // What stands in two places, one for each system, is one field.
    const fields = [...new Map(plainFieldsOf(known, type))].map(
      ([key, field]) => `    ${key}${field.required ? '' : '?'}: ${typeOf(known, '', field)};`,
    );
    return [`  interface ${type} {`, ...fields, '  }'].join('\n');
  });
  return [doc(comment, ''), `export namespace ${name} {`, ...types, '}', ''].join('\n');
}

/** The type of a field in TypeScript. */
export function typeOf(known: Known, space: string, field: Field): string {
  const one = (name: string) =>
    scalarOf(name)?.typescript ?? (known.representations[name] ? `${space}${name}` : 'unknown');
  const values = [
    ...(field.values ?? []).map((value) => `'${value}'`),
    ...(field.values && field.free ? ['(string & {})'] : []),
  ].join(' | ');
  const list = (type: string) => (/ /.test(type) ? `(${type})[]` : `${type}[]`);
  const single = values || one(field.type);
  const type = field.many && !field.type.startsWith('map<') ? list(single) : single;
  return field.orMany ? `${type} | ${list(one(field.orMany))}` : type;
}

/** A comment that editors show. */
export function doc(text: string, indent: string, deprecated?: boolean): string {
  return `${indent}/** ${text.replaceAll('*/', '* /')}${deprecated ? ' @deprecated by the vendor' : ''} */`;
}

/** `business-talk` → `BusinessTalk`. */
export function upperCamelCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
