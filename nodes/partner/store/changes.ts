import type { Change } from '../ledger.ts';
import type { KeptEvent } from './events.ts';

export function eventChange({ id, state }: KeptEvent): Change {
  return { kind: 'event', id, state };
}
