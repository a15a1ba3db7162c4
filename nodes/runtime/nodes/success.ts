import type { NodeStatus } from 'node-red';
import type { DescribedOperation } from '../../schema/describe.ts';
import type { Values } from '../../schema/values.ts';
import { inShort, shortTime } from '../wording.ts';

/** The status after an operation: to whom it went, or how many came, and when: `→ 1002 11:57`, `3 voicemails 11:57`. */
export function successStatus(operation: DescribedOperation, values: Values, payload: unknown): NodeStatus {
  const { target = '' } = operation;
  const to = values[target];
  return statusAfter(typeof to === 'string' || typeof to === 'number' ? `→ ${to}` : counted(operation, payload));
}

/** The status after something was done, with the time: `→ 1002 11:57`. */
export function statusAfter(said: string | undefined): NodeStatus {
  const time = shortTime(new Date());
  return { fill: 'grey', shape: 'dot', text: said ? `${inShort(said)} ${time}` : time };
}

/** How many items a list has, called as the node type calls them. */
function counted({ method, type }: DescribedOperation, payload: unknown): string | undefined {
  const name = type.split('-').at(-1) ?? '';
  if (method !== 'GET' || !name.endsWith('s')) return undefined;
  const lists = [payload, ...(isObject(payload) ? Object.values(payload) : [])].filter(Array.isArray);
  const [list] = lists;
  if (!list || lists.length > 1) return undefined;
  return `${list.length} ${list.length === 1 ? name.replace(/ies$/, 'y').replace(/s$/, '') : name}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
