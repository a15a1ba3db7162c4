import type { LicenceTable } from '../ledger/licence-table.ts';
import type { Store } from '../ledger/store.ts';
import { type Json, objectsIn, prune } from '../wire/json.ts';
import { type EventTable, eventChange, type StoredEvent } from './event-table.ts';
import type { Outbox } from './outbox.ts';

/** The outbox of a store. */
export function sqliteOutbox(store: Store, register: boolean): Outbox {
  const byHand = async (what: string, change: (events: EventTable, at: string) => StoredEvent) => {
    const event = await store.change(({ events, audit }) => {
      const at = new Date().toISOString();
      const changed = change(events, at);
      audit.note(at, what, changed.id);
      return { value: changed, events: [], changes: [] };
    });
    store.settled(event);
    return event;
  };
  return {
    add: ({ api, type, resource, customer }) =>
      store.change(({ events, licences }) => {
        const at = new Date().toISOString();
        const event = prune({ type, time: at, resource }) as Json;
        const found = customer ?? (register ? customerIn(licences, resource) : '') ?? '';
        const added = events.add({ api, customer: found, event, at });
        return { value: added, events: [added], changes: [eventChange(added)] };
      }),
    list: (filter = {}) => store.read(({ events }) => events.list(filter)),
    get: (id) => store.read(({ events }) => events.find(id)),
    counts: () => store.read(({ events }) => events.counts()),
    unsettled: () => store.read(({ events }) => events.unsettledCounts()),
    retry: (id) => byHand('retried', (events) => events.retry(id)),
    discard: (id) => byHand('discarded', (events, at) => events.discard(id, at)),
  };
}

/** The customer of the first licence that is in an event. */
function customerIn(licences: LicenceTable, resource: Json): string | undefined {
  return objectsIn(resource['userService'], 'userService')
    .map(({ id }) => licences.list([String(id)], true)[0]?.customerId)
    .find((customer) => customer !== undefined);
}
