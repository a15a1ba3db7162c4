import { randomBytes } from 'node:crypto';
import type { Json } from '../checks/json.ts';

/** How the new offering of a swap is written: in a wrapper of its own, or directly. */
export type SwapForm = 'wrapped' | 'direct';

export interface Reference {
  readonly type: string;
  readonly id: string;
}

/** What an order of licences is about. */
export interface Ordered {
  readonly customer: { readonly id?: string | undefined; readonly reference: Reference };
  readonly offering: Reference;
  readonly quantity: number;
  /** Of a fleet that there is already. */
  readonly fleet?: string;
}

/** The offerings of the simulated catalogue. */
export const offering: Reference = { type: 'orange', id: 'MBA-BACKUP-PRO' };
export const betterOffering: Reference = { type: 'orange', id: 'MBA-BACKUP-PREMIUM' };

/** A reference that no partner can have seen before. */
export function newReference(prefix: string): Reference {
  return { type: 'orange', id: `${prefix}-${Date.now().toString(36)}${randomBytes(3).toString('hex')}`.toUpperCase() };
}

export function customerOrder(reference: Reference): Json {
  return {
    orderDate: new Date().toISOString(),
    customer: {
      externalReference: reference,
      tradingName: 'ACME France',
      registrationNumber: '55208131766522',
      postalAddress: { streetName: '78 rue Olivier de Serres', postcode: '75015', city: 'Paris', country: 'FR' },
      characteristic: [{ name: 'segment', value: 'PME' }],
    },
    relatedContact: [
      {
        role: 'customerFleetManager',
        externalReference: newReference('IND'),
        givenName: 'Alice',
        familyName: 'Martin',
        fixedTelephoneNumber: { cc: '33', sn: '123456789' },
        mobileNumber: { cc: '33', sn: '612345678' },
        email: 'alice.martin@example.com',
      },
      {
        role: 'orangeContact',
        externalReference: newReference('IND'),
        givenName: 'Omar',
        familyName: 'Petit',
        email: 'omar.petit@example.com',
      },
    ],
  };
}

export function licenceOrder({ customer, offering: ordered, quantity, fleet }: Ordered): Json {
  return {
    category: 'production',
    orderDate: new Date().toISOString(),
    customer: { ...(customer.id !== undefined && { id: customer.id }), externalReference: customer.reference },
    orderItem: [
      {
        action: 'add',
        productRef: { ...(fleet !== undefined && { id: fleet }), userServiceQuantity: quantity },
        productOffering: { name: 'Backup', externalReference: ordered },
      },
    ],
  };
}

export function stateUpdate(ids: readonly string[], externalState: string): Json {
  return { userService: ids.map((id) => ({ id, externalState })) };
}

export function swapUpdate(ids: readonly string[], to: Reference, form: SwapForm): Json {
  const target = form === 'direct' ? { externalReference: to } : { productOffering: { externalReference: to } };
  return { userService: ids.map((id) => ({ id, productOfferingOperation: { action: 'swap', ...target } })) };
}
