import { createHash } from 'node:crypto';
import type { NewRequest } from '../ledger.ts';
import { isJson, type Json } from '../wire/json.ts';

/** What tells whether two requests are the same. */
export interface Identity {
  readonly key: string;
  /** It cannot be two requests of the same content: whenever it comes again, it is the same. */
  readonly exact: boolean;
}

/**
 * Orange gives no key for repetitions. An order is known by Orange's reference of it, or by all that it says; where it says
 * at what time of the day it was given, nobody gives the same one twice.
 */
export function identityOf(request: NewRequest): Identity {
  const { body, api } = request;
  const reference = isJson(body['externalReference']) ? body['externalReference']['id'] : undefined;
  if (api === 'productOrder' && reference !== undefined) return { key: `${api} ${String(reference)}`, exact: true };
  const key = createHash('sha256').update(api).update(sorted(body)).digest('base64');
  return { key, exact: api === 'productOrder' && /T\d\d:\d\d/.test(request.order.orderDate ?? '') };
}

/** JSON text that does not depend on the order of the names. */
function sorted(body: Json): string {
  return JSON.stringify(body, (_name, value: unknown) =>
    isJson(value) ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value,
  );
}
