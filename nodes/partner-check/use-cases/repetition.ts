import { readAnswer } from '../checks/answer.ts';
import { difference, textAt, valueAt } from '../checks/json.ts';
import { licenceOrder } from './bodies.ts';
import { fleetOf } from './licences.ts';
import { orderedBy } from './orders.ts';
import { orderPath } from './requests.ts';
import type { UseCases } from './use-case.ts';
import type { UseCaseRun } from './use-case-run.ts';

/** Milliseconds after which Orange loses patience with the first request. */
const tooShort = 30;

/** A lost answer makes Orange send an order again. */
export const repetition: UseCases = {
  'repeated-order': {
    title: 'A repeated order is recognised',
    after: 'fleet',
    run: repeatedOrder,
  },
};

async function repeatedOrder(run: UseCaseRun): Promise<void> {
  const { state } = run.context;
  const request = licenceOrder({ ...orderedBy(run, 1), ...(state.fleet && { fleet: state.fleet }) });
  const post = { method: 'POST', path: orderPath, body: request } as const;
  // Whether the partner got it and what it answered is unknown, as after a broken connection.
  await run.attempt('Order, and wait too short', { ...post, timeout: tooShort }).catch(() => undefined);
  const order = await run.order('Send the order again', request);
  if (order?.['state'] !== 'completed') return;
  const third = await run.send('And once more', post);
  const again = third && readAnswer(third, [200, 201]);
  run.addProblems(again?.problems ?? []);
  const id = textAt(order, 'id');
  if (again?.body !== undefined && textAt(again.body, 'id') !== id) {
    run.addProblems([`the same order was given another id, ${textAt(again.body, 'id')} instead of ${id}`]);
  } else if (valueAt(again?.body, 'state') === 'completed') {
    const where = difference(valueAt(again?.body, 'orderItem'), order['orderItem'], 'orderItem');
    run.addProblems(where ? [`the answer to the repeated order is another one, it differs in ${where}`] : []);
  }
  await counted(run, textAt(order, 'orderItem.0.productRef.id'));
}

/** However often it was sent, it adds one licence. */
async function counted(run: UseCaseRun, fleet: string | undefined): Promise<void> {
  const { state } = run.context;
  if (fleet === undefined || fleet !== state.fleet) {
    run.addNote('the licence went into another fleet, so the number of licences was not compared');
    return;
  }
  state.licences += 1;
  const licences = await fleetOf(run);
  if (licences.length > state.licences) run.addProblems(['the repeated order was carried out more than once']);
  state.licences = licences.length;
}
