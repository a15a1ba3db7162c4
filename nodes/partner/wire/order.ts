import { compact, first, type Json, objectAt, objectsAt, textAt } from './json.ts';
import { characteristicsOf, contactsOf, customerOf, needed, offerOf, setupsOf } from './parts.ts';
import type { Order, OrderCase } from './plain.ts';
import { Refusal } from './refusal.ts';

/** More licences than this in one order are a mistake. */
const mostLicences = 100_000;

/**
 * Reads a product order. Nothing is refused that Orange may send: fields that are not known pass, names have their
 * variants, lists may be single objects.
 * @param body without empty nodes
 * @throws Refusal 400/23, 400/24
 */
export function readOrder(body: Json): Order {
  const items = objectsAt(first(body, 'orderItem', 'orderItems'), 'orderItem');
  const [item] = items;
  if (items.length > 1) throw new Refusal('invalidField', 'orderItem: one order item is expected in an order');
  const customer = customerOf(body['customer'], 'customer');
  const common = {
    category: textAt(body['category'], 'category'),
    orderDate: textAt(body['orderDate'], 'orderDate'),
    requestedStartDate: textAt(body['requestedStartDate'], 'requestedStartDate'),
    customer,
    contacts: contactsOf(first(body, 'relatedContact', 'relatedContacts'), 'relatedContact'),
  };
  if (!item) return compact<Order>({ useCase: 'customer', ...common, customer: needed(customer, 'customer') });
  const order = compact<Order>({ ...common, ...itemOf(item) });
  if (order.useCase === 'fleet') {
    needed(customer?.id ?? customer?.reference, 'customer.externalReference');
    needed(order.offer, 'orderItem[0].productOffering.externalReference');
  }
  return order;
}

function itemOf(item: Json) {
  const at = 'orderItem[0]';
  const action = textAt(item['action'], `${at}.action`) ?? 'add';
  if (action.toLowerCase() !== 'add') throw new Refusal('invalidField', `${at}.action: add is expected`);
  const product = needed(objectAt(item['productRef'], `${at}.productRef`), `${at}.productRef`);
  const fleetId = textAt(first(product, 'id', 'productRefId') ?? item['productRefId'], `${at}.productRef.id`);
  const useCase: OrderCase = fleetId === undefined ? 'fleet' : 'licences';
  return {
    useCase,
    fleetId,
    offer: offerOf(item['productOffering'], `${at}.productOffering`),
    quantity: quantityOf(product['userServiceQuantity'], `${at}.productRef.userServiceQuantity`),
    characteristics: characteristicsOf(product['characteristic'], `${at}.productRef.characteristic`),
    endUsers: setupsOf(
      first(item, 'endUserConfiguration', 'endUserConfigurationOperation'),
      `${at}.endUserConfiguration`,
    ),
  };
}

/** Licences to add, for Orange tells the difference and not the sum. */
function quantityOf(value: unknown, path: string): number {
  const given = needed(textAt(value, path), path);
  const quantity = Number(given);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > mostLicences) {
    throw new Refusal('invalidField', `${path}: a whole number from 1 to ${mostLicences} is expected`);
  }
  return quantity;
}
