import type { NodeDef } from 'node-red';
import { invalidInput, type TelephonyError } from '../../runtime/errors.ts';
import type { HttpOptions } from '../../runtime/http/routes.ts';
import type { HttpConfig } from '../../runtime/nodes/account-node.ts';
import { baseAddress } from './addresses.ts';
import { loginOrigin } from './login.ts';
import type { AddressMode, ServerSettings } from './settings.ts';

/** What an account is made of, all of it text once environment variables are filled in. */
export interface AccountConfig {
  readonly url?: string;
  readonly secondUrl?: string;
  readonly addressMode?: AddressMode;
  readonly clearChannel?: boolean;
  readonly authentication?: 'basic' | 'nosso';
  readonly applicationName?: string;
  readonly loginName?: string;
  readonly deviceId?: string;
  readonly supervisedType?: string;
  readonly supervisedId?: string;
  /** Seconds. */
  readonly timeout?: string | number;
}

/** What a flow stores for an `opentouch-server`. */
export interface ServerConfig extends AccountConfig, HttpConfig, NodeDef {}

/** The credentials of an OpenTouch account. */
export interface ServerCredentials {
  readonly login?: string;
  readonly password?: string;
}

const usualTimeout = 10;

/** Reads a configuration; what is missing or broken stands in `problem` instead of being thrown. */
export function settingsFrom(config: AccountConfig, credentials: ServerCredentials, http: HttpOptions): ServerSettings {
  const { loginName, deviceId, supervisedType, supervisedId } = config;
  const seconds = Number(config.timeout);
  const { addresses, problem } = addressesOf(config);
  const missing = (['login', 'password'] as const).find((name) => !credentials[name]);
  const unusable = problem ?? (missing && invalidInput(loginOrigin, missing, 'is missing; set it in the account'));
  return {
    addresses,
    addressMode: config.addressMode ?? 'typed',
    clearChannel: config.clearChannel === true,
    authentication: config.authentication ?? 'basic',
    login: credentials.login ?? '',
    password: credentials.password ?? '',
    applicationName: config.applicationName || 'Node-RED',
    ...(supervisedType && supervisedId && { supervised: { type: supervisedType, id: supervisedId } }),
    defaults: { ...(loginName && { loginName }), ...(deviceId && { deviceId }) },
    timeout: (seconds > 0 ? seconds : usualTimeout) * 1000,
    http,
    ...(unusable && { problem: unusable }),
  };
}

function addressesOf({ url, secondUrl }: AccountConfig): { addresses: string[]; problem?: TelephonyError } {
  if (!url) return { addresses: [], problem: invalidInput(loginOrigin, 'url', 'is missing; set it in the account') };
  const addresses: string[] = [];
  for (const [field, typed] of Object.entries({ url, secondUrl })) {
    try {
      if (typed) addresses.push(baseAddress(typed));
    } catch {
      return {
        addresses,
        problem: invalidInput(loginOrigin, field, 'expected an address such as https://ot.example.com'),
      };
    }
  }
  return { addresses };
}
