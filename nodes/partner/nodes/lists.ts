import type { AccountLists } from '../../runtime/operation/connection.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Fleet, Register, RegisteredCustomer, RegisteredLicence } from '../ledger/register.ts';
import type { Person } from '../wire/plain.ts';

/** So many of each are enough to choose from. */
const enough = 200;

interface FleetOfCustomer {
  readonly fleet: Fleet;
  readonly customer: RegisteredCustomer;
}

/** What a partner keeps, for whoever fills in a dialog: open orders, fleets, licences and the people who use them. */
export function partnerLists(ledger: Promise<Ledger>): AccountLists {
  return {
    orders: async () => {
      const open = await (await ledger).requests({ states: ['open'], limit: enough });
      return open.filter(({ api }) => api === 'productOrder');
    },
    fleets: async () =>
      (await fleetsIn((await ledger).register)).map(({ fleet, customer }) => ({
        id: fleet.id,
        customer: customer.name ?? customer.id,
        offer: fleet.offer.name ?? fleet.offer.reference,
      })),
    licences: async ({ known }) =>
      (await licencesIn((await ledger).register, known['fleetId'])).map(({ id, customerId, endUser, state }) => ({
        id,
        customer: customerId,
        user: nameOf(endUser),
        state,
      })),
    endUsers: async ({ known }) => {
      const { licenceId } = known;
      const licences = await licencesIn((await ledger).register, known['fleetId']);
      return licences
        .filter(({ id, endUser }) => endUser?.id && (!licenceId || id === licenceId))
        .map(({ endUser }) => ({ id: endUser?.id, name: nameOf(endUser) }));
    },
  };
}

async function fleetsIn(register: Register | undefined): Promise<FleetOfCustomer[]> {
  const customers = (await register?.customers({ limit: enough })) ?? [];
  const fleets = await Promise.all(
    customers.map(async (customer) =>
      ((await register?.fleetsOf(customer.id)) ?? []).map((fleet) => ({ fleet, customer })),
    ),
  );
  return fleets.flat().slice(0, enough);
}

async function licencesIn(register: Register | undefined, fleetId?: string): Promise<RegisteredLicence[]> {
  const ids = fleetId ? [fleetId] : (await fleetsIn(register)).map(({ fleet }) => fleet.id);
  const all: RegisteredLicence[] = [];
  for (const id of ids) {
    all.push(...((await register?.licencesOfFleet(id)) ?? []));
    if (all.length >= enough) break;
  }
  return all.slice(0, enough);
}

function nameOf(person: Person | undefined): string {
  return [person?.givenName, person?.familyName].filter(Boolean).join(' ');
}
