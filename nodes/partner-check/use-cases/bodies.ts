import { randomBytes } from 'node:crypto';
import { partnerRequests } from '../../catalogue/business-apps/requests.ts';
import type { Plain } from '../../catalogue/static.ts';
import { exampleOf } from '../../schema/sample.ts';
import { write } from '../../schema/write.ts';
import { isObject, type Json } from '../checks/json.ts';

/** How the new offering of a swap is written: in a wrapper of its own, or directly. */
export type SwapForm = 'wrapped' | 'direct';

/** What an order of licences is about. References are Orange's. */
export interface OrderedLicences {
  readonly customer: { readonly id?: string | undefined; readonly reference: string };
  readonly offering: string;
  readonly quantity: number;
  /** Of a fleet that there is already. */
  readonly fleet?: string;
}

/** Reference of an offering of the simulated catalogue. */
export const offering = 'MBA-BACKUP-PRO';

/** Reference of the offering that licences are swapped to. */
export const betterOffering = 'MBA-BACKUP-PREMIUM';

/** A reference that no partner can have seen before. */
export function newReference(prefix: string): string {
  return `${prefix}-${Date.now().toString(36)}${randomBytes(3).toString('hex')}`.toUpperCase();
}

type Structure<Name extends keyof (typeof partnerRequests)['representations']> = Plain<typeof partnerRequests, Name>;

/** What the catalogue has examples of, by the orders that it belongs to; licences are set up by nobody yet. */
const { customer, contacts: _, endUsers: __, ...order } = exampleOf(partnerRequests, 'Order');
const { endUsers: ___, ...item } = exampleOf(partnerRequests, 'OrderItem');
const everyOrder = Object.fromEntries(Object.entries(order).filter(([name]) => !(name in item)));
const contact = exampleOf(partnerRequests, 'Contact');

function orderOf(fields: Partial<Structure<'Order'>>): Json {
  return write(partnerRequests, 'Order', { ...everyOrder, orderDate: new Date().toISOString(), ...fields });
}

/** The order of a new customer. */
export function customerOrder(reference: string): Json {
  return orderOf({
    customer: { ...(isObject(customer) && customer), reference },
    contacts: [
      { ...contact, reference: newReference('IND') },
      {
        role: 'orangeContact',
        reference: newReference('IND'),
        givenName: 'Omar',
        familyName: 'Petit',
        email: 'omar.petit@example.com',
      },
    ],
  });
}

/** The order of a fleet, or of more licences for one. */
export function licenceOrder({ customer: { id, reference }, offering, quantity, fleet }: OrderedLicences): Json {
  return orderOf({
    category: 'production',
    ...item,
    customer: { ...(id !== undefined && { id }), reference },
    offer: { ...exampleOf(partnerRequests, 'Offer'), reference: offering },
    quantity,
    ...(fleet !== undefined && { fleetId: fleet }),
  });
}

/** The update that gives licences another state, which may be one that nobody knows. */
export function stateUpdate(ids: readonly string[], externalState: string): Json {
  return write(partnerRequests, 'Change', { licences: ids.map((id) => ({ id, externalState })) });
}

/** The update that gives licences another offering. */
export function swapUpdate(ids: readonly string[], to: string, form: SwapForm): Json {
  const update = write(partnerRequests, 'Change', { licences: ids.map((id) => ({ id, offer: { reference: to } })) });
  return form === 'wrapped' ? update : { userService: [update['userService']].flat().map(unwrapped) };
}

/** The same change of a licence with the offering in the operation itself. */
function unwrapped(licence: unknown): unknown {
  const { productOfferingOperation: wrapped, ...others } = licence as Record<string, Json>;
  const { productOffering, ...operation } = wrapped ?? {};
  return { ...others, productOfferingOperation: { ...operation, ...(isObject(productOffering) && productOffering) } };
}
