import type { Steps } from '../../../runtime/slices.ts';
import { newId } from '../database.ts';
import type { Tables } from '../tables.ts';
import { compareFleet } from './compare-fleet.ts';
import type { ImportedContact, ImportedCustomer } from './imported.ts';
import { merged } from './merge.ts';
import { ImportPlan } from './plan.ts';

/** Compares what was given with what is known. Writes nothing. */
export function* compareRegister(tables: Tables, customers: readonly ImportedCustomer[]): Steps<ImportPlan> {
  const plan = new ImportPlan();
  for (const customer of customers) {
    yield;
    const id = compareCustomer(tables, plan, customer);
    if (id === undefined) continue;
    for (const [index, contact] of customer.contacts.entries()) {
      yield;
      compareContact(tables, plan, id, contact, index);
    }
    for (const fleet of customer.fleets) yield* compareFleet(tables, plan, id, fleet);
  }
  return plan;
}

/** @returns the id that the customer has or gets; undefined if it is refused */
function compareCustomer(
  { customers }: Tables,
  plan: ImportPlan,
  { place, data }: ImportedCustomer,
): string | undefined {
  const { id: givenId, reference } = data;
  if (customers.isContradictory(data)) {
    plan.refuse(place, `customer ${givenId} and reference ${reference} belong to two customers of the register`);
    return undefined;
  }
  const knownId = customers.idOf(data);
  if (knownId !== undefined && givenId !== undefined && knownId !== givenId) {
    plan.refuse(place, `reference ${reference} belongs to customer ${knownId} in the register, not to ${givenId}`);
    return undefined;
  }
  const known = knownId === undefined ? undefined : customers.customer(knownId);
  if (!known) {
    const id = givenId ?? newId('CUST');
    plan.write({ place, what: 'customer', change: 'new', id }, () => customers.write({ ...data, id }));
    return id;
  }
  const { contacts: _, ...before } = known;
  const { value, fields } = merged(before, data);
  if (fields.length === 0) plan.leave('customer');
  else {
    plan.write({ place, what: 'customer', change: 'changed', id: known.id, fields }, () => customers.write(value));
  }
  return known.id;
}

function compareContact(
  { customers }: Tables,
  plan: ImportPlan,
  customerId: string,
  { place, data }: ImportedContact,
  index: number,
): void {
  const all = customers.customer(customerId)?.contacts ?? [];
  const { id: givenId, reference } = data;
  const known = all.findIndex((contact) =>
    givenId === undefined && reference === undefined
      ? merged(contact, data).fields.length === 0
      : (givenId !== undefined && contact.id === givenId) ||
        (reference !== undefined && contact.reference === reference),
  );
  const before = all[known];
  if (!before) {
    const owner = givenId === undefined ? undefined : customers.ownerOfContact(givenId);
    if (owner !== undefined) {
      plan.refuse(place, `contact ${givenId} belongs to customer ${owner} in the register`);
      return;
    }
    const id = givenId ?? newId('CT');
    plan.write({ place, what: 'contact', change: 'new', id }, () =>
      customers.writeContact(customerId, { ...data, id }, all.length + index),
    );
    return;
  }
  const id = before.id ?? '';
  if (givenId !== undefined && givenId !== id) {
    plan.refuse(place, `reference ${reference} belongs to contact ${id} in the register, not to ${givenId}`);
    return;
  }
  const { value, fields } = merged(before, data);
  if (fields.length === 0) {
    plan.leave('contact');
    return;
  }
  plan.write({ place, what: 'contact', change: 'changed', id, fields }, () =>
    customers.writeContact(customerId, { ...value, id }, known),
  );
}
