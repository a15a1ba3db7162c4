import { bringIn, whatWouldChange } from './import/bring-in.ts';
import { wholeRegister } from './import/whole.ts';
import type { Register } from './register.ts';
import type { Store } from './store.ts';

/** The register of a store. */
export function sqliteRegister(store: Store): Register {
  return {
    licencesOfFleet: (fleetId, { deleted = false } = {}) =>
      store.readInSteps(function* ({ customers, licences }) {
        return customers.ownerOf(fleetId) === undefined ? undefined : yield* licences.ofFleet(fleetId, deleted);
      }),
    licences: (ids, { deleted = false } = {}) => store.read(({ licences }) => licences.list(ids, deleted)),
    licence: (id) => store.read(({ licences }) => licences.find(id)),
    fleetAsJson: (fleetId, { deleted = false } = {}) =>
      store.readInSteps(function* ({ customers, licences }) {
        return customers.ownerOf(fleetId) === undefined ? undefined : yield* licences.wireOfFleet(fleetId, deleted);
      }),
    customer: (id) => store.read(({ customers }) => customers.customer(id)),
    customerByReference: (reference) => store.read(({ customers }) => customers.customerByReference(reference)),
    customers: ({ limit = 100, offset = 0 } = {}) => store.read(({ customers }) => customers.customers(limit, offset)),
    fleet: (id) => store.read(({ customers }) => customers.fleet(id)),
    fleetsOf: (customerId) => store.read(({ customers }) => customers.fleetsOf(customerId)),
    bringIn: (customers, { dryRun = false } = {}) =>
      dryRun
        ? store.readInSteps((tables) => whatWouldChange(tables, customers))
        : store.changeInSteps((tables) => bringIn(tables, customers)),
    whole: () => store.readInSteps(wholeRegister),
  };
}
