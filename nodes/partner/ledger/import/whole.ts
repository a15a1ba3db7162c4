import type { Steps } from '../../../runtime/slices.ts';
import type { RegisteredLicence, WholeCustomer } from '../register.ts';
import type { Tables } from '../tables.ts';

/** Read by one statement. */
const customersAtOnce = 50;
const licencesAtOnce = 200;

/** Everything that the register holds. */
export function* wholeRegister({ customers, licences }: Tables): Steps<readonly WholeCustomer[]> {
  const result: WholeCustomer[] = [];
  for (let offset = 0; ; offset += customersAtOnce) {
    const some = customers.customers(customersAtOnce, offset);
    for (const customer of some) {
      yield;
      const fleets: WholeCustomer['fleets'][number][] = [];
      for (const { id, offer } of customers.fleetsOf(customer.id)) {
        const all: RegisteredLicence[] = [];
        for (let page = licencesAtOnce; page === licencesAtOnce; ) {
          const read = licences.page(id, all.length, licencesAtOnce);
          all.push(...read);
          page = read.length;
          yield;
        }
        fleets.push({ id, offer, licences: all });
      }
      result.push({ ...customer, fleets });
    }
    if (some.length < customersAtOnce) return result;
  }
}
