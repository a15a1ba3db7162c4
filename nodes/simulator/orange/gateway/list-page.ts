import type { Values } from '../../../schema/values.ts';
import type { OrangeAnswer } from './api.ts';

/** A part of a list with how long the part is and how long the list: from `offset`, at most `limit` items. */
export function page(items: readonly unknown[], { offset = 0, limit }: Values, usualLimit: number): OrangeAnswer {
  const from = Number(offset);
  const body = items.slice(from, from + Number(limit ?? usualLimit));
  return {
    status: 200,
    body,
    headers: { 'X-Result-Count': String(body.length), 'X-Total-Count': String(items.length) },
  };
}
