import type { Operation } from '../../catalogue/types.ts';
import type { Values } from '../../schema/values.ts';
import type { WireResponse } from './connection.ts';

type Pages = NonNullable<Operation['pages']>;

/** One answer with items of a list. */
export interface Page {
  readonly payload?: unknown;
  readonly response: Pick<WireResponse, 'headers'>;
}

/**
 * All items of a list that comes in pages, from the page at hand on. Ends at the number that the server told, at an
 * empty page, or when the server sends the same page again.
 * @param next fetches the page with the given `offset`
 */
export async function everyItem(
  pages: Pages,
  values: Values,
  first: Page,
  next: (more: Values) => Promise<Page>,
): Promise<unknown[]> {
  const start = Number(values['offset'] ?? 0);
  const all: unknown[] = [];
  let page = first;
  let before = '';
  for (;;) {
    const items = itemsIn(pages, page.payload);
    const look = JSON.stringify(items);
    if (items.length === 0 || look === before) return all;
    before = look;
    all.push(...items);
    const total = totalIn(pages, page);
    if (start + all.length >= total) return all;
    // Without a total, a page that is shorter than what was asked for is the last one.
    const limit = Number(values['limit'] ?? Number.NaN);
    if (Number.isNaN(total) && (Number.isNaN(limit) || items.length < limit)) return all;
    page = await next({ offset: start + all.length });
  }
}

/** The items of one page. A server that sends the only one instead of a list is understood, too. */
export function itemsIn(pages: Pages, payload: unknown): unknown[] {
  const isObject = typeof payload === 'object' && payload !== null;
  const items = pages.items && isObject ? (payload as Record<string, unknown>)[pages.items] : payload;
  if (Array.isArray(items)) return items;
  return isObject && !pages.items ? [items] : [];
}

/** How many items there are in all, if the server tells; else not a number. */
function totalIn({ total, totalHeader }: Pages, { payload, response }: Page): number {
  const told = totalHeader
    ? response.headers[totalHeader.toLowerCase()]
    : total && (payload as Record<string, unknown>)[total];
  return told === undefined || told === '' ? Number.NaN : Number(told);
}
