import type { System } from '../catalogue/types.ts';

/** A name in lower case with hyphens as a property: `make-call` → `makeCall`. */
function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function withoutSystem(name: string, system: System): string {
  return name.startsWith(`${system.name}-`) ? name.slice(system.name.length + 1) : name;
}

/** Node type → method: `opentouch-make-call` → `makeCall`. */
export function methodName(type: string, system: System): string {
  return camelCase(withoutSystem(type, system));
}

/** Set → property of the client: `opentouch-calls` → `calls`. Methods of a set named like its system are the client's own. */
export function domainName(set: string, system: System): string | undefined {
  return set === system.name ? undefined : camelCase(withoutSystem(set, system));
}

/** Where a method stands below the client: `calls.makeCall`. */
export function methodPath(set: string, type: string, system: System): string {
  return [domainName(set, system), methodName(type, system)].filter(Boolean).join('.');
}

/** Node type of a task → method: `telephony-find-person` → `findPerson`. */
export function taskMethodName(type: string): string {
  return camelCase(type.replace(/^telephony-/, ''));
}
