import type { NodeDescription } from '../property.ts';

/** Node types of Business Talk that are no operations. */
export const businessTalkNodes = {
  'business-talk-account': {
    set: 'business-talk',
    category: 'config',
    checks: true,
    labelFrom: 'customerCode',
    properties: {
      name: { value: '' },
      clientId: { value: '', required: true, unless: 'authorization', credential: true },
      clientSecret: { secret: true, value: '', required: true, unless: 'authorization', credential: true },
      authorization: { secret: true, value: '', credential: true },
      apiKey: { secret: true, value: '', required: true, credential: true },
      customerCode: { value: '' },
      baseUrl: {
        value: 'https://api.orange.com/btalk/beta/v1',
        values: ['https://api.orange.com/btalk/beta/v1', 'https://api.orange.com/btalk/v1'],
        free: true,
        required: true,
      },
      tokenUrl: { value: 'https://api.orange.com/oauth/v3/token', required: true, rare: true },
      requestsPerSecond: { type: 'int', value: '25', min: 0, rare: true, unit: 'per second' },
      orderPath: { value: '/orders/voicesite', values: ['/orders/voicesite', '/orders'], rare: true },
      tls: { value: '', config: 'tls-config' },
      proxy: { value: '', config: 'http proxy' },
    },
  },
  'business-talk-operation': {
    set: 'business-talk',
    category: 'Business Talk',
    color: '#f2b27c',
    icon: 'telephony-site.svg',
    inputs: 1,
    outputs: 1,
    labelFrom: 'operation',
    properties: {
      name: { value: '' },
      account: { value: '', config: 'business-talk-account', required: true },
      operation: { editor: 'operation', value: '', required: true },
    },
  },
} as const satisfies Readonly<Record<string, NodeDescription>>;
