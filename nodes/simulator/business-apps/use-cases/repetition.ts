import { readAnswer } from '../checks/answer.ts';
import { at, difference, textAt } from '../checks/json.ts';
import { licenceOrder } from './bodies.ts';
import { fleetOf } from './licences.ts';
import { orderedBy } from './orders.ts';
import { orderPath } from './requests.ts';
import type { UseCases } from './use-case.ts';
import type { Visit } from './visit.ts';

/** Milliseconds after which Orange loses patience with the first request. */
const hasty = 30;

/** A lost answer makes Orange send an order again. */
export const repetition: UseCases = {
  'repeated-order': {
    title: 'A repeated order is recognised',
    after: 'fleet',
    run: repeatedOrder,
  },
};

async function repeatedOrder(visit: Visit): Promise<void> {
  const { journey } = visit.world;
  const request = licenceOrder({ ...orderedBy(visit, 1), ...(journey.fleet && { fleet: journey.fleet }) });
  const post = { method: 'POST', path: orderPath, body: request } as const;
  // Whether the partner got it and what it answered is unknown, as after a broken connection.
  await visit.attempt('Order, and wait too short', { ...post, timeout: hasty }).catch(() => undefined);
  const order = await visit.order('Send the order again', request);
  if (order?.['state'] !== 'completed') return;
  const third = await visit.send('And once more', post);
  const again = third && readAnswer(third, [200, 201]);
  visit.wrong(again?.problems ?? []);
  const id = textAt(order, 'id');
  if (again?.body !== undefined && textAt(again.body, 'id') !== id) {
    visit.wrong([`the same order was given another id, ${textAt(again.body, 'id')} instead of ${id}`]);
  } else if (at(again?.body, 'state') === 'completed') {
    const where = difference(at(again?.body, 'orderItem'), order['orderItem'], 'orderItem');
    visit.wrong(where ? [`the answer to the repeated order is another one, it differs in ${where}`] : []);
  }
  await counted(visit, textAt(order, 'orderItem.0.productRef.id'));
}

/** However often it was sent, it adds one licence. */
async function counted(visit: Visit, fleet: string | undefined): Promise<void> {
  const { journey } = visit.world;
  if (fleet === undefined || fleet !== journey.fleet) {
    visit.note('the licence went into another fleet, so the number of licences was not compared');
    return;
  }
  journey.count += 1;
  const licences = await fleetOf(visit);
  if (licences.length > journey.count) visit.wrong(['the repeated order was carried out more than once']);
  journey.count = licences.length;
}
