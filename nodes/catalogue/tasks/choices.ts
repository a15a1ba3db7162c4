import type { PropertyChoices } from '../property.ts';

type Offers = Readonly<Record<string, PropertyChoices>>;

/** Users whom an account can act for. */
export const userChoices = {
  'opentouch-server': { operation: 'opentouch-get-calls', field: 'loginName' },
  'teaming-account': { operation: 'teaming-get-calls', field: 'userId' },
} as const satisfies Offers;

/** The same, where there may be several. */
export const severalUsers = {
  'opentouch-server': { ...userChoices['opentouch-server'], many: true },
  'teaming-account': { ...userChoices['teaming-account'], many: true },
} as const satisfies Offers;

/** Telephones of the user. */
export const devices = {
  'opentouch-server': { operation: 'opentouch-make-call', field: 'deviceId', known: { loginName: 'user' } },
} as const satisfies Offers;

/** Telephones, where there may be several. */
export const severalDevices = {
  'opentouch-server': { operation: 'opentouch-make-call', field: 'deviceId', many: true },
} as const satisfies Offers;

/** People of the directories, by their number. Teaming has none. */
export const numberChoices = {
  'opentouch-server': { operation: 'opentouch-make-call', field: 'callee', typed: true },
} as const satisfies Offers;

/** The same, where there may be several. */
export const severalNumbers = {
  'opentouch-server': { ...numberChoices['opentouch-server'], many: true },
} as const satisfies Offers;

/** The user's calls at the moment. */
export const currentCalls = {
  'opentouch-server': { operation: 'opentouch-release-call', field: 'callRef', known: { loginName: 'user' } },
  'teaming-account': { operation: 'teaming-get-call', field: 'callId', known: { userId: 'user' } },
} as const satisfies Offers;

/** The user's conversations in writing. */
export const conversations = {
  'opentouch-server': { operation: 'opentouch-send-im', field: 'callRef', known: { loginName: 'user' } },
} as const satisfies Offers;
