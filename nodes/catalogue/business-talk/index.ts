import type { System } from '../types.ts';
import { numbers } from './numbers.ts';
import { voicesites } from './voicesites.ts';

/** The API of Orange's Business Talk, beta version 1, and what is known of production. */
export const businessTalk = {
  name: 'business-talk',
  account: 'account',
  accountType: 'business-talk-account',
  defaults: ['customerCode'],
  actors: ['customerCode'],
  examples: {
    customerOrderReference: 'ORDER-2026-17',
    customerSiteLabel: 'Paris, Rue de Rivoli',
    limit: '20',
    number: '+33123456789',
    technicalSiteName: 'PARIS_1',
  },
  color: '#f2b27c',
  domains: [voicesites, numbers],
  dialects: {
    // Text and example of the published page differ.
    orderPath: {
      '/orders': {
        'business-talk-create-voicesite': {
          path: '/customers/{customerCode}/orders',
          adds: { productReference: 'voicesite' },
        },
      },
    },
  },
} as const satisfies System;
