import type { Json } from '../../nodes/partner/wire/json.ts';

/** Requests as the reference material drafts them. */

export const customerOrder: Json = {
  orderDate: '2026-03-02T09:15:00.000Z',
  customer: {
    externalReference: { type: 'orange', id: 'ORG-445566' },
    tradingName: 'ACME France',
    registrationNumber: '55208131766522',
    postalAddress: { streetName: '78 rue Olivier de Serres', postcode: '75015', city: 'Paris', country: 'FR' },
    characteristic: [{ name: 'segment', value: 'PME' }],
  },
  relatedContact: [
    {
      role: 'customerFleetManager',
      externalReference: { type: 'orange', id: 'IND-1001' },
      givenName: 'Alice',
      familyName: 'Martin',
      fixedTelephoneNumber: { cc: '33', sn: '123456789' },
      mobileNumber: { cc: '33', sn: '612345678' },
      email: 'alice.martin@example.com',
    },
    {
      role: 'orangeContact',
      externalReference: { type: 'orange', id: 'IND-9001' },
      givenName: 'Omar',
      familyName: 'Petit',
      email: 'omar.petit@example.com',
    },
  ],
};

export const fleetOrder: Json = {
  category: 'production',
  orderDate: '2026-03-02T09:20:00.000Z',
  customer: { id: 'CUST-0001', externalReference: { type: 'orange', id: 'ORG-445566' } },
  orderItem: [
    {
      action: 'add',
      productRef: { userServiceQuantity: 3, characteristic: [{ name: 'storageSize', value: '50GB' }] },
      productOffering: { name: 'Backup Pro', externalReference: { type: 'orange', id: 'MBA-BACKUP-PRO' } },
      endUserConfiguration: [
        { realizingResource: { type: 'email', characteristic: [{ name: 'email', value: 'it@example.com' }] } },
      ],
    },
  ],
};

export const licencesOrder: Json = {
  category: 'production',
  orderDate: '2026-04-10T08:00:00.000Z',
  customer: { id: 'CUST-0001', externalReference: { type: 'orange', id: 'ORG-445566' } },
  orderItem: [
    {
      action: 'add',
      productRef: { id: 'FLEET-0001', userServiceQuantity: 2 },
      productOffering: { externalReference: { type: 'orange', id: 'MBA-BACKUP-PRO' } },
    },
  ],
};

export const suspension: Json = {
  userService: [
    { id: 'US-1', externalState: 'suspended' },
    { id: 'US-2', externalState: 'suspended' },
  ],
};

export const deletion: Json = { userService: [{ id: 'US-2', externalState: 'deleted' }] };

export const swap: Json = {
  userService: [
    {
      id: 'US-1',
      productOfferingOperation: {
        action: 'swap',
        productOffering: { externalReference: { type: 'orange', id: 'MBA-BACKUP-PREMIUM' } },
      },
    },
  ],
};
