import { opentouch } from '../../catalogue/opentouch/index.ts';
import type { OpenTouch } from '../../catalogue/static.ts';
import type { Domain, System } from '../../catalogue/types.ts';
import { isObject, type Json } from '../../schema/json.ts';
import { read } from '../../schema/read.ts';

/** A call of a user as the server describes it, put together from events. */
export type Call = OpenTouch<'opentouch-calls', 'Call'>;

const system: System = opentouch;
const domain = system.domains.find(({ set }) => set === 'opentouch-calls') as Domain;

/**
 * An event of a call, read as its declaration says: whatever the server left out, wrote as text or alone instead of in a
 * list; undefined where it is about no call.
 */
export function readCallEvent(event: Json): (Json & { readonly callRef: string }) | undefined {
  const type = domain.events[String(event['eventName'])]?.type;
  if (!type) return undefined;
  const value = read(domain, type, event, { keepUnknown: true }).value;
  const { callRef } = value;
  return typeof callRef === 'string' && callRef !== '' ? { ...value, callRef } : undefined;
}

/** The calls in the answer to `GET /telephony/state`; those without a reference are left out. */
export function readCalls(state: Json): Call[] {
  const { calls } = read(domain, 'TelephonicState', state, { keepUnknown: true }).value;
  return objects<Call>(calls).filter(({ callRef }) => typeof callRef === 'string' && callRef !== '');
}

/** The objects of a list that was read; what else stands in it is no item. */
export function objects<T>(list: unknown): T[] {
  return (Array.isArray(list) ? list : []).filter(isObject) as T[];
}
