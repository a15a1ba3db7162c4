import { isObject, type Json } from '../../schema/json.ts';
import { objectsIn } from '../wire/json.ts';
import type { OutboxEntry } from './outbox.ts';

/** An event of the outbox as people and flows see it. */
export interface ShownEvent extends Omit<OutboxEntry, 'body'> {
  /** Id of the order, or ids of the licences. */
  readonly about: string;
  readonly event: Json;
}

/** An event of the outbox as people see it: nothing of it but what it is about. */
export function shownEvent({ body, ...entry }: OutboxEntry): ShownEvent {
  const event = JSON.parse(body) as Json;
  const resource = isObject(event['resource']) ? event['resource'] : {};
  const licences = objectsIn(resource['userService'], 'userService').map(({ id }) => String(id));
  return { ...entry, about: licences.length > 0 ? licences.join(', ') : String(resource['id'] ?? ''), event };
}
