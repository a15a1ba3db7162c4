import type { OutboxEntry } from './outbox.ts';
import { isJson, type Json, objectsAt } from './wire/json.ts';

/** An event of the outbox as people and flows see it. */
export interface ShownEvent extends Omit<OutboxEntry, 'body'> {
  /** Id of the order, or ids of the licences. */
  readonly about: string;
  readonly event: Json;
}

export function shownEvent({ body, ...entry }: OutboxEntry): ShownEvent {
  const event = JSON.parse(body) as Json;
  const resource = isJson(event['resource']) ? event['resource'] : {};
  const licences = objectsAt(resource['userService'], 'userService').map(({ id }) => String(id));
  return { ...entry, about: licences.length > 0 ? licences.join(', ') : String(resource['id'] ?? ''), event };
}
