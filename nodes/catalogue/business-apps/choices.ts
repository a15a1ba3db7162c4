import type { Choices } from '../choices.ts';

/** What dialogs offer for a field of Business Applications: what the account's register and its open orders hold. */
export const businessAppsChoices: Readonly<Record<string, Choices>> = {
  orderId: { list: 'orders', id: 'id', shows: ['useCase', 'customer', 'acceptedAt'] },
  fleetId: { list: 'fleets', id: 'id', shows: ['customer', 'offer'] },
  licenceId: { list: 'licences', id: 'id', shows: ['customer', 'user', 'state'], known: ['fleetId'] },
  endUserId: { list: 'endUsers', id: 'id', shows: ['name'], known: ['fleetId', 'licenceId'] },
};
