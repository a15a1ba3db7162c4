import type { NodeDescription } from '../types.ts';
import { eventTypes } from './subscriptions.ts';

/** What a user can consent to; the same three exist for administrators, about everybody in the company. */
export const teamingScopes = [
  'openid',
  'offline_access',
  'b2b:teaming:user:callManagement',
  'b2b:teaming:user:notifications',
  'b2b:teaming:user:configuration',
  'b2b:teaming:admin:callManagement',
  'b2b:teaming:admin:notifications',
  'b2b:teaming:admin:configuration',
] as const;

/** Node types of Teaming that are no operations. */
export const teamingNodes = {
  'teaming-account': {
    set: 'teaming',
    category: 'config',
    labelFrom: 'userId',
    properties: {
      name: { kind: 'text', value: '' },
      clientId: { kind: 'text', value: '', required: true, unless: 'authorization', credential: true },
      clientSecret: { kind: 'secret', value: '', required: true, unless: 'authorization', credential: true },
      authorization: { kind: 'secret', value: '', credential: true },
      scopes: {
        kind: 'choices',
        value: [
          'openid',
          'offline_access',
          'b2b:teaming:user:callManagement',
          'b2b:teaming:user:notifications',
          'b2b:teaming:user:configuration',
        ],
        options: teamingScopes,
        free: true,
      },
      tokens: { kind: 'consent', value: '', credential: true },
      userId: { kind: 'text', value: '' },
      publicUrl: { kind: 'text', value: '', reachedFrom: 'baseUrl' },
      baseUrl: { kind: 'text', value: 'https://api.orange.com/teaming', required: true, rare: true },
      authorizeUrl: {
        kind: 'text',
        value: 'https://api.orange.com/openidconnect/b2b/v1/authorize',
        required: true,
        rare: true,
      },
      tokenUrl: {
        kind: 'text',
        value: 'https://api.orange.com/openidconnect/b2b/v1/token',
        required: true,
        rare: true,
      },
      profile: { kind: 'choice', value: 'proposed', options: ['proposed', 'seed-literal'], rare: true },
      destination: {
        kind: 'choice',
        value: 'query address',
        options: ['query address', 'body address', 'body phoneNumber', 'body destination'],
        rare: true,
      },
      marking: { kind: 'choice', value: 'query', options: ['query', 'sub-paths', 'body'], rare: true },
      tls: { kind: 'config', value: '', config: 'tls-config' },
      proxy: { kind: 'config', value: '', config: 'http proxy' },
    },
  },
  'teaming-events': {
    set: 'teaming',
    category: 'Orange-teaming',
    color: '#f7cda5',
    icon: 'telephony-event.svg',
    inputs: 0,
    outputs: 1,
    labelFrom: 'userIds',
    properties: {
      name: { kind: 'text', value: '' },
      account: { kind: 'config', value: '', config: 'teaming-account', required: true },
      // Not `users`: there the editor keeps something of its own.
      userIds: { kind: 'text', value: '' },
      eventTypes: { kind: 'choices', value: ['Basic Call'], options: eventTypes, free: true },
      audio: { kind: 'switch', value: false },
      outputMode: { kind: 'output', value: 'one', options: ['one', 'per kind'] },
    },
  },
  'teaming-operation': {
    set: 'teaming',
    category: 'Orange-teaming',
    color: '#f2b27c',
    icon: 'telephony-call.svg',
    inputs: 1,
    outputs: 1,
    labelFrom: 'operation',
    properties: {
      name: { kind: 'text', value: '' },
      account: { kind: 'config', value: '', config: 'teaming-account', required: true },
      operation: { kind: 'operation', value: '', required: true },
    },
  },
} as const satisfies Readonly<Record<string, NodeDescription>>;
