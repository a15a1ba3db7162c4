import type { NodeDescription } from '../property.ts';
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
    checks: true,
    labelFrom: 'userId',
    properties: {
      name: { value: '' },
      clientId: { value: '', required: true, unless: 'authorization', credential: true },
      clientSecret: { secret: true, value: '', required: true, unless: 'authorization', credential: true },
      authorization: { secret: true, value: '', credential: true },
      scopes: {
        many: true,
        value: [
          'openid',
          'offline_access',
          'b2b:teaming:user:callManagement',
          'b2b:teaming:user:notifications',
          'b2b:teaming:user:configuration',
        ],
        values: teamingScopes,
        free: true,
      },
      tokens: { editor: 'consent', secret: true, value: '', credential: true },
      userId: {
        value: '',
        choices: { 'teaming-account': { operation: 'teaming-get-calls', field: 'userId' } },
        example: 'alice@example.com',
      },
      publicUrl: { value: '', reachedFrom: 'baseUrl', example: 'https://flows.example.com' },
      baseUrl: { value: 'https://api.orange.com/teaming', required: true, rare: true },
      authorizeUrl: {
        value: 'https://api.orange.com/openidconnect/b2b/v1/authorize',
        required: true,
        rare: true,
      },
      tokenUrl: {
        value: 'https://api.orange.com/openidconnect/b2b/v1/token',
        required: true,
        rare: true,
      },
      requestsPerSecond: { type: 'int', value: '25', min: 0, rare: true, unit: 'per second' },
      profile: { value: 'proposed', values: ['proposed', 'seed-literal'], rare: true },
      destination: {
        value: 'query address',
        values: ['query address', 'body address', 'body phoneNumber', 'body destination'],
        rare: true,
      },
      marking: { value: 'query', values: ['query', 'sub-paths', 'body'], rare: true },
      tls: { value: '', config: 'tls-config' },
      proxy: { value: '', config: 'http proxy' },
    },
  },
  'teaming-events': {
    set: 'teaming',
    category: 'Teaming',
    color: '#f7cda5',
    icon: 'telephony-event.svg',
    inputs: 0,
    outputs: 1,
    emits: 'Notification',
    labelFrom: 'userIds',
    properties: {
      name: { value: '' },
      account: { value: '', config: 'teaming-account', required: true },
      // Not `users`: there the editor keeps something of its own.
      userIds: {
        value: '',
        choices: { 'teaming-account': { operation: 'teaming-get-calls', field: 'userId', many: true } },
        example: 'alice@example.com, bob@example.com',
      },
      eventTypes: { many: true, value: ['Basic Call'], values: eventTypes, free: true },
      audio: { type: 'boolean', value: false },
      outputMode: { editor: 'output', value: 'one', values: ['one', 'per kind'] },
    },
  },
  'teaming-operation': {
    set: 'teaming',
    category: 'Teaming',
    color: '#f2b27c',
    icon: 'telephony-call.svg',
    inputs: 1,
    outputs: 1,
    labelFrom: 'operation',
    properties: {
      name: { value: '' },
      account: { value: '', config: 'teaming-account', required: true },
      operation: { editor: 'operation', value: '', required: true },
    },
  },
} as const satisfies Readonly<Record<string, NodeDescription>>;
