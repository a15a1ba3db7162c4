import { at, type Json, textAt } from '../checks/json.ts';
import { customerOrder, licenceOrder, newReference, type Ordered, offering } from './bodies.ts';
import type { UseCases } from './use-case.ts';
import type { Visit } from './visit.ts';

/** Licences of a new fleet, and of an order that adds some. */
const first = 3;
const more = 2;

const pings = ['/ping', '/productordering/v2/ping', '/userservice/v2/ping'];

/** What Orange does with the ordering API. */
export const orders: UseCases = {
  ping: {
    title: 'Availability: GET ping',
    run: ping,
  },
  customer: {
    title: 'Ordering UC1: a customer and his contacts',
    run: async (visit) => {
      const reference = newReference('ORG');
      const order = await visit.order('Create the customer', customerOrder(reference));
      const { journey } = visit.world;
      journey.customer = { id: textAt(order, 'customer.id'), reference };
      delete journey.fleet;
      journey.count = 0;
    },
  },
  fleet: {
    title: 'Ordering UC2: a new fleet with licences',
    after: 'customer',
    run: async (visit) => {
      const order = await visit.order('Order a fleet', licenceOrder(orderedBy(visit, first)));
      await delivered(visit, order, first);
    },
  },
  more: {
    title: 'Ordering UC3: more licences for the fleet',
    after: 'fleet',
    run: async (visit) => {
      const { fleet } = visit.world.journey;
      const order = await visit.order(
        'Order more licences',
        licenceOrder({ ...orderedBy(visit, more), ...(fleet && { fleet }) }),
      );
      await delivered(visit, order, more);
    },
  },
};

/** An order of licences for the customer of the journey. */
export function orderedBy({ world }: Visit, quantity: number): Ordered {
  return { customer: world.journey.customer ?? { id: undefined, reference: newReference('ORG') }, offering, quantity };
}

/** After a completed order its licences can be consulted; a partner may put them into another fleet. */
export async function delivered(visit: Visit, order: Json | undefined, quantity: number): Promise<void> {
  const { journey } = visit.world;
  if (order?.['state'] !== 'completed') return;
  const fleet = at(order, 'orderItem.0.productRef.id');
  if (typeof fleet !== 'string') return;
  if (journey.fleet !== undefined && journey.fleet !== fleet) {
    visit.note(`the partner put the licences into another fleet, ${fleet}`);
    journey.count = 0;
  }
  const known = journey.fleet === fleet ? journey.count : 0;
  journey.fleet = fleet;
  journey.count = known + quantity;
  await visit.consult('Consult the fleet', { fleet, count: journey.count });
}

/** The path of ping is nowhere stated: the first that answers counts. */
async function ping(visit: Visit): Promise<void> {
  const statuses: number[] = [];
  for (const path of pings) {
    const answer = await visit.send(`GET ${path}`, { method: 'GET', path, timeout: 5000 });
    if (!answer) return;
    if (answer.status === 200) return;
    statuses.push(answer.status);
  }
  visit.wrong([`ping does not answer with HTTP 200: ${pings.join(', ')} gave ${statuses.join(', ')}`]);
}
