import type { Representations } from '../types.ts';

/** Structures of the chapter "Session management" of the OpenTouch REST API reference. */
export const sessionsTypes = {
  Service: {
    serviceName: { type: 'string', required: true },
    serviceVersion: { type: 'string' },
    relativeUrl: { type: 'string', required: true },
  },
  SessionInfo: {
    admin: { type: 'boolean', since: '2.1' },
    timeToLive: { type: 'int' },
    publicBaseUrl: { type: 'string' },
    privateBaseUrl: { type: 'string', required: true },
    services: { type: 'Service', many: true },
    capabilities: { type: 'string', many: true },
  },
  SessionRequest: {
    applicationName: { type: 'string', required: true },
    applicationAddress: { type: 'string' },
    supervisedAccount: { type: 'SupervisedAccount' },
  },
  SupervisedAccount: {
    id: { type: 'string', required: true },
    type: { type: 'SupervisedAccountType', required: true },
  },
  SupervisedAccountType: ['LOGIN_NAME', 'PHONE_NUMBER', 'EMAIL', 'INSTANT_MESSAGING_ID'],
} as const satisfies Representations;
