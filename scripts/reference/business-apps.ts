import { json, text } from './stored.ts';
import type { SystemSamples } from './system-samples.ts';

export const businessAppsSamples: SystemSamples = {
  accounts: {
    partner: {
      properties: (server) => ({
        name: 'Simulated partner',
        eventUrl: server,
        tokenUrl: `${server}/oauth/v3/token`,
      }),
      credentials: {
        inboundUser: 'orange',
        inboundSecret: 'orange-secret',
        clientId: 'switchboard-demo',
        clientSecret: 'demo_secret-1.x',
      },
    },
  },
  accountFor: () => 'partner',
  usual: {
    action: text('modify'),
    characteristics: json({ msisdn: '+33612345678' }),
    licenceId: text('US-1'),
    licences: json([{ id: 'US-1' }, { id: 'US-2' }]),
    orderId: text('PO-1'),
    resourceType: text('mobile'),
    state: text('completed'),
  },
  special: {
    'business-apps-end-user': {
      action: text('add'),
      givenName: text('Chloe'),
      familyName: text('Roy'),
      email: text('chloe@example.com'),
    },
    'business-apps-login': { login: text('chloe@example.com'), email: text('chloe@example.com') },
  },
  kept: {},
};
