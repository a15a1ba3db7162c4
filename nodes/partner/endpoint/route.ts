import { Refusal } from '../wire/refusal.ts';

/** What a request wants, by its address. */
export type RouteTarget =
  | { readonly what: 'ping' | 'order' | 'change' | 'licences' }
  | { readonly what: 'licence'; readonly id: string };

type Route = readonly [form: RegExp, methods: readonly string[], target: (...parts: string[]) => RouteTarget];

/** The documentation writes the addresses in both cases. */
const routes: readonly Route[] = [
  [/^\/(?:(?:productordering|userservice)\/v2\/)?ping$/i, ['GET', 'HEAD'], () => ({ what: 'ping' })],
  [/^\/productordering\/v2\/productorder$/i, ['POST'], () => ({ what: 'order' })],
  [/^\/userservice\/v2\/userservice\/update$/i, ['POST'], () => ({ what: 'change' })],
  [/^\/userservice\/v2\/userservice$/i, ['GET'], () => ({ what: 'licences' })],
  [/^\/userservice\/v2\/userservice\/([^/]+)$/i, ['GET'], (id = '') => ({ what: 'licence', id })],
];

/**
 * Finds out what a request wants.
 * @param path below the account's path, percent-encoded
 * @throws Refusal 404/60, 405/61
 */
export function targetOf(method: string, path: string): RouteTarget {
  const plain = path.replace(/\/+$/, '');
  for (const [form, methods, target] of routes) {
    const match = form.exec(plain);
    if (!match) continue;
    if (methods.includes(method)) return target(...match.slice(1));
    throw new Refusal('methodNotAllowed', `${methods.join(' or ')} is expected`, { Allow: methods.join(', ') });
  }
  throw new Refusal('notFound', 'There is nothing at this address');
}

/** Whether the address is that of a ping, which needs no login. */
export function isPing(path: string): boolean {
  return routes[0]?.[0].test(path.replace(/\/+$/, '')) === true;
}
