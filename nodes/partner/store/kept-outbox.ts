import type { Outbox } from '../outbox.ts';
import { type Json, objectsAt, prune } from '../wire/json.ts';
import { eventChange } from './changes.ts';
import type { KeptEvent } from './events.ts';
import type { Store } from './store.ts';

/** The outbox of a store. */
export function keptOutbox(store: Store, register: boolean): Outbox {
  const { events, licences, audit } = store.tables;
  const byHand = async (what: string, change: (at: string) => KeptEvent) => {
    const event = await store.database.write(() => {
      const at = new Date().toISOString();
      const changed = change(at);
      audit.note(at, what, changed.id);
      return changed;
    });
    store.settled(event);
    return event;
  };
  /** Of the first licence that is in an event. */
  const customerIn = (resource: Json) =>
    objectsAt(resource['userService'], 'userService')
      .map(({ id }) => licences.list([String(id)], true)[0]?.customerId)
      .find((customer) => customer !== undefined);
  return {
    add: ({ api, type, resource, customer }) =>
      store.change(() => {
        const at = new Date().toISOString();
        const event = prune({ type, time: at, resource }) as Json;
        const added = events.add({
          api,
          customer: customer ?? (register ? customerIn(resource) : '') ?? '',
          event,
          at,
        });
        return { value: added, events: [added], changes: [eventChange(added)] };
      }),
    list: async (filter = {}) => events.list(filter),
    get: async (id) => events.find(id),
    counts: async () => events.counts(),
    retry: (id) => byHand('retried', () => events.retry(id)),
    discard: (id) => byHand('discarded', (at) => events.discard(id, at)),
  };
}
