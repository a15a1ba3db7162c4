import type { Steps } from '../../../runtime/slices.ts';
import type { WholeCustomer } from '../register.ts';
import type { Tables } from '../tables.ts';

/** Read by one statement. */
const customersAtOnce = 50;

/** Everything that the register holds. */
export function* wholeRegister({ customers, licences }: Tables): Steps<readonly WholeCustomer[]> {
  const result: WholeCustomer[] = [];
  for (let offset = 0; ; offset += customersAtOnce) {
    const some = customers.customers(customersAtOnce, offset);
    for (const customer of some) {
      yield;
      const fleets: WholeCustomer['fleets'][number][] = [];
      for (const { id, offer } of customers.fleetsOf(customer.id)) {
        fleets.push({ id, offer, licences: yield* licences.ofFleet(id, true) });
        yield;
      }
      result.push({ ...customer, fleets });
    }
    if (some.length < customersAtOnce) return result;
  }
}
