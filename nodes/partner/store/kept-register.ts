import type { Register } from '../register.ts';
import type { Tables } from './tables.ts';

/** The register of a store. */
export function keptRegister({ customers, licences }: Tables): Register {
  return {
    licencesOfFleet: async (fleetId, { deleted = false } = {}) =>
      customers.ownerOf(fleetId) === undefined ? undefined : licences.ofFleet(fleetId, deleted),
    licences: async (ids, { deleted = false } = {}) => licences.list(ids, deleted),
    licence: async (id) => licences.find(id),
    fleetAsJson: async (fleetId, { deleted = false } = {}) =>
      customers.ownerOf(fleetId) === undefined ? undefined : licences.wireOfFleet(fleetId, deleted),
    customer: async (id) => customers.customer(id),
    customerByReference: async (reference) => customers.customerByReference(reference),
    customers: async ({ limit = 100, offset = 0 } = {}) => customers.customers(limit, offset),
    fleet: async (id) => customers.fleet(id),
    fleetsOf: async (customerId) => customers.fleetsOf(customerId),
  };
}
