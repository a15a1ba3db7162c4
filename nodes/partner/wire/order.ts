import { orderItems } from '../../catalogue/business-apps/requests.ts';
import type { Problem } from '../../schema/problems.ts';
import { compact, type Json } from './json.ts';
import type { Order, OrderCase } from './plain.ts';
import { needed, readAs, refuse } from './read.ts';
import { Refusal } from './refusal.ts';

/** More licences than this in one request are a mistake. */
export const mostLicences = 100_000;

/**
 * Reads a product order. Nothing is refused that Orange may send: fields that are not known pass, names have their
 * variants, lists may be single objects.
 * @param body without empty nodes
 * @throws Refusal 400/23, 400/24
 */
export function readOrder(body: Json): Order {
  const { value, problems } = readAs('Order', body);
  const useCase = caseOf(body, value.fleetId);
  const { offer, ...rest } = value;
  const order = compact<Order>({
    ...rest,
    useCase,
    contacts: value.contacts ?? [],
    offer: offer?.reference === undefined ? undefined : offer,
  });
  // A fleet that grows has its offer already.
  const isGiven = ({ reason, path }: Problem) => reason === 'missing' && path.includes('productOffering');
  refuse(useCase === 'licences' ? problems.filter((problem) => !isGiven(problem)) : problems);
  if (useCase === 'customer') needed(order.customer, 'customer');
  else checkItem(order, body);
  return order;
}

function caseOf(body: Json, fleetId: string | undefined): OrderCase {
  const known: readonly string[] = orderItems;
  if (known.some((name) => body[name] !== undefined)) return fleetId === undefined ? 'fleet' : 'licences';
  // An item by a name that nobody knows must not make a new customer out of an order of licences.
  const unknown = Object.keys(body).find((name) => /item/i.test(name));
  if (unknown) throw new Refusal('invalidField', `${unknown}: ${orderItems[0]} is expected instead`);
  return 'customer';
}

function checkItem({ useCase, customer, offer, quantity = 0 }: Order, body: Json): void {
  refuse(readAs('OrderAction', body).problems);
  // Orange tells the difference and not the sum.
  if (typeof quantity !== 'number' || quantity < 1 || quantity > mostLicences) {
    refuse([{ path: 'userServiceQuantity', reason: 'whole', min: '1', max: String(mostLicences) }]);
  }
  if (useCase !== 'fleet') return;
  needed(customer?.id ?? customer?.reference, 'customer.externalReference');
  needed(offer, 'orderItem[0].productOffering.externalReference');
}
