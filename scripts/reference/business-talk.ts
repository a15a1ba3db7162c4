import { json, text } from './stored.ts';
import type { SystemSamples } from './system-samples.ts';

export const businessTalkSamples: SystemSamples = {
  accounts: {
    buyer: {
      properties: (server) => ({
        name: 'Simulated customer',
        baseUrl: `${server}/btalk/beta/v1`,
        tokenUrl: `${server}/oauth/v3/token`,
        // The key may act for another customer as well.
        customerCode: '9999',
      }),
      credentials: {
        clientId: 'switchboard-demo',
        clientSecret: 'demo_secret-1.x',
        apiKey: 'sim0readwrite000000000000000000000000000',
      },
    },
  },
  accountFor: () => 'buyer',
  usual: {
    country: text('FR'),
    customerOrderReference: text('Order 1'),
    customerSiteLabel: text('Paris office'),
    iso2: text('FR'),
    technicalSiteName: text('PARIS_1'),
    vpnId: text('aa76e66dfc63'),
    voiceSiteId: text('VS10000'),
    numbers: json([{ usage: 'CallingUserAssignment', rangeStart: '33155569100', rangeStop: '33155569109' }]),
  },
  special: {},
  kept: {},
};
