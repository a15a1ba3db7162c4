import type { Operation } from '../catalogue/types.ts';
import type { Values } from './inputs.ts';

type Pages = NonNullable<Operation['pages']>;

/**
 * All items of a list that comes in pages, from the page at hand on. Ends at the number that the server told, at an
 * empty page, or when the server sends the same page again.
 * @param next fetches the page with the given `offset`
 */
export async function everyItem(
  pages: Pages,
  values: Values,
  first: unknown,
  next: (more: Values) => Promise<unknown>,
): Promise<unknown[]> {
  const start = Number(values['offset'] ?? 0);
  const all: unknown[] = [];
  let page = first;
  let before = '';
  for (;;) {
    const items = itemsIn(pages, page);
    const look = JSON.stringify(items);
    if (items.length === 0 || look === before) return all;
    before = look;
    all.push(...items);
    const total = pages.total ? Number((page as Record<string, unknown>)[pages.total]) : Number.NaN;
    if (start + all.length >= total) return all;
    // Without a total, a page that is shorter than what was asked for is the last one.
    const limit = Number(values['limit'] ?? Number.NaN);
    if (Number.isNaN(total) && (Number.isNaN(limit) || items.length < limit)) return all;
    page = await next({ offset: start + all.length });
  }
}

/** The items of one page. */
export function itemsIn(pages: Pages, page: unknown): unknown[] {
  const items = typeof page === 'object' && page !== null ? (page as Record<string, unknown>)[pages.items] : undefined;
  return Array.isArray(items) ? items : [];
}
