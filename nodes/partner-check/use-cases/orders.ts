import { type Json, textAt, valueAt } from '../checks/json.ts';
import { customerOrder, licenceOrder, newReference, type OrderedLicences, offering } from './bodies.ts';
import type { UseCases } from './use-case.ts';
import type { UseCaseRun } from './use-case-run.ts';

/** Licences of a new fleet, and of an order that adds some. */
const first = 3;
const more = 2;

const pings = ['/ping', '/productordering/v2/ping', '/userservice/v2/ping'];

/** What Orange does with the ordering API. */
export const orderUseCases: UseCases = {
  ping: {
    title: 'Availability: GET ping',
    run: ping,
  },
  customer: {
    title: 'Ordering UC1: a customer and his contacts',
    run: async (run) => {
      const reference = newReference('ORG');
      const order = await run.order('Create the customer', customerOrder(reference));
      const { state } = run.context;
      state.customer = { id: textAt(order, 'customer.id'), reference };
      delete state.fleet;
      state.licences = 0;
    },
  },
  fleet: {
    title: 'Ordering UC2: a new fleet with licences',
    after: 'customer',
    run: async (run) => {
      const order = await run.order('Order a fleet', licenceOrder(orderedBy(run, first)));
      await delivered(run, order, first);
    },
  },
  more: {
    title: 'Ordering UC3: more licences for the fleet',
    after: 'fleet',
    run: async (run) => {
      const { fleet } = run.context.state;
      const order = await run.order(
        'Order more licences',
        licenceOrder({ ...orderedBy(run, more), ...(fleet && { fleet }) }),
      );
      await delivered(run, order, more);
    },
  },
};

/** An order of licences for the customer of the journey. */
export function orderedBy({ context }: UseCaseRun, quantity: number): OrderedLicences {
  return { customer: context.state.customer ?? { id: undefined, reference: newReference('ORG') }, offering, quantity };
}

/** After a completed order its licences can be consulted; a partner may put them into another fleet. */
export async function delivered(run: UseCaseRun, order: Json | undefined, quantity: number): Promise<void> {
  const { state } = run.context;
  if (order?.['state'] !== 'completed') return;
  const fleet = valueAt(order, 'orderItem.0.productRef.id');
  if (typeof fleet !== 'string') return;
  if (state.fleet !== undefined && state.fleet !== fleet) {
    run.addNote(`the partner put the licences into another fleet, ${fleet}`);
    state.licences = 0;
  }
  const known = state.fleet === fleet ? state.licences : 0;
  state.fleet = fleet;
  state.licences = known + quantity;
  await run.consult('Consult the fleet', { fleet, count: state.licences });
}

/** The path of ping is nowhere stated: the first that answers counts. */
async function ping(run: UseCaseRun): Promise<void> {
  const statuses: number[] = [];
  for (const path of pings) {
    const answer = await run.send(`GET ${path}`, { method: 'GET', path, timeout: 5000 });
    if (!answer) return;
    if (answer.status === 200) return;
    statuses.push(answer.status);
  }
  run.addProblems([`ping does not answer with HTTP 200: ${pings.join(', ')} gave ${statuses.join(', ')}`]);
}
