import type { System } from '../types.ts';
import { businessAppsChoices } from './choices.ts';
import { partnerEvents } from './events.ts';
import { partnerRequests } from './requests.ts';

/** Orange Business Applications, version 2.2, as a partner knows it: the events that it sends, the requests that it gets. */
export const businessApps = {
  name: 'business-apps',
  account: 'account',
  accountType: 'business-apps-partner',
  defaults: [],
  actors: ['customerId'],
  choices: businessAppsChoices,
  examples: {
    email: 'jo.doe@example.com',
    familyName: 'Doe',
    givenName: 'Jo',
    login: 'jo.doe',
    mobile: '+33612345678',
    note: 'The offer is not sold in this country',
    phone: '+33123456789',
  },
  color: '#f2b27c',
  domains: [partnerEvents, partnerRequests],
} as const satisfies System;
