import { flow, text, yes } from './stored.ts';
import type { SampleAccount, SystemSamples } from './system-samples.ts';

/** An account whose user has consented already, as far as the simulated Orange is concerned. */
function account(name: string, user: string, level: 'user' | 'admin'): SampleAccount {
  const scopes = ['callManagement', 'notifications', 'configuration'].map((scope) => `b2b:teaming:${level}:${scope}`);
  return {
    properties: (server) => ({
      name,
      baseUrl: `${server}/teaming`,
      authorizeUrl: `${server}/openidconnect/b2b/v1/authorize`,
      tokenUrl: `${server}/openidconnect/b2b/v1/token`,
      scopes: ['openid', 'offline_access', ...scopes],
    }),
    credentials: {
      clientId: 'switchboard-demo',
      clientSecret: 'demo_secret-1.x',
      tokens: JSON.stringify({ refreshToken: `sim-refresh-${user}` }),
    },
  };
}

const bob = '+33155550102';

export const teamingSamples: SystemSamples = {
  accounts: {
    user: account('Alice', 'alice', 'user'),
    administrator: account('Administrator', 'admin', 'admin'),
  },
  accountFor: ({ only }) => (only === 'administrator' ? 'administrator' : 'user'),
  usual: {
    action: text('READ'),
    active: yes,
    address: text(bob),
    callBackUrl: text('http://127.0.0.1:1880/teaming-notifications'),
    callId: flow('call.callId'),
    messageId: flow('messages[0].messageId'),
    service: text('callForwardingAlways'),
    subscriptionId: flow('subscription.subscriptionId'),
  },
  special: {
    'teaming-get-profile': { userId: text('bob@example.com') },
    'teaming-control-call': { action: text('ANSWER') },
    'teaming-set-service': { forwardToPhoneNumber: text(bob) },
  },
  kept: {
    'teaming-create-subscription': 'subscription',
    'teaming-make-call': 'call',
    'teaming-get-voice-messages': 'messages',
  },
};
