import type { NodeDescription } from '../types.ts';

/** Node types of Business Talk that are no operations. */
export const businessTalkNodes = {
  'business-talk-account': {
    set: 'business-talk',
    category: 'config',
    labelFrom: 'customerCode',
    properties: {
      name: { kind: 'text', value: '' },
      clientId: { kind: 'text', value: '', required: true, unless: 'authorization', credential: true },
      clientSecret: { kind: 'secret', value: '', required: true, unless: 'authorization', credential: true },
      authorization: { kind: 'secret', value: '', credential: true },
      apiKey: { kind: 'secret', value: '', required: true, credential: true },
      customerCode: { kind: 'text', value: '' },
      baseUrl: { kind: 'text', value: 'https://api.orange.com/btalk/beta/v1', required: true, rare: true },
      tokenUrl: { kind: 'text', value: 'https://api.orange.com/oauth/v3/token', required: true, rare: true },
      orderPath: { kind: 'choice', value: '/orders/voicesite', options: ['/orders/voicesite', '/orders'], rare: true },
      tls: { kind: 'config', value: '', config: 'tls-config' },
      proxy: { kind: 'config', value: '', config: 'http proxy' },
    },
  },
  'business-talk-operation': {
    set: 'business-talk',
    category: 'Orange-business talk',
    color: '#f2b27c',
    icon: 'telephony-site.svg',
    inputs: 1,
    outputs: 1,
    labelFrom: 'operation',
    properties: {
      name: { kind: 'text', value: '' },
      account: { kind: 'config', value: '', config: 'business-talk-account', required: true },
      operation: { kind: 'operation', value: '', required: true },
    },
  },
} as const satisfies Readonly<Record<string, NodeDescription>>;
