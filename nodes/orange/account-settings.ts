import type { NodeDef } from 'node-red';
import type { System } from '../catalogue/types.ts';
import { type ClientCredentials, clientFrom } from '../oauth/client.ts';
import type { ConsentConfig } from '../oauth/consent/authorization.ts';
import { tokenOrigin } from '../oauth/token-provider.ts';
import { invalidInput, type TelephonyError } from '../runtime/errors.ts';
import { webAddress } from '../runtime/inbound/reach.ts';
import type { Credentials } from '../runtime/nodes/account-node.ts';
import { objectIn, textOf } from '../schema/json.ts';
import type { OrangeSettings } from './connection.ts';

/** What a flow stores for an account of api.orange.com. */
export interface OrangeConfig extends NodeDef, ConsentConfig {
  /** Requests that the gateway allows the application within a second. */
  readonly requestsPerSecond?: string | number;
  /** Defaults and dialects of the system. */
  readonly [property: string]: unknown;
}

/** An account's settings, and how its application proves who it is. */
export interface AccountSettings extends OrangeSettings {
  readonly client: ClientCredentials;
  readonly tokenUrl: string;
}

/** The address of an account of the gateway. */
export function accountAddress({ baseUrl }: OrangeConfig): string | undefined {
  return baseUrl;
}

/**
 * Reads a configuration; what is missing or broken stands in `problem` instead of being thrown.
 * @param keys sent with every request beside the token, by header; a credential each
 */
export function orangeSettings(
  system: System,
  config: OrangeConfig,
  credentials: Credentials,
  keys: Readonly<Record<string, string>> = {},
): AccountSettings {
  const { name, defaults, dialects = {} } = system;
  const client = clientFrom(credentials);
  const [, missingKey] = Object.entries(keys).find(([, credential]) => !credentials[credential]) ?? [];
  const problem =
    addressProblem(name, 'baseUrl', config.baseUrl) ??
    addressProblem(name, 'tokenUrl', config.tokenUrl) ??
    (client ? undefined : missing(name, credentials['clientId'] ? 'clientSecret' : 'clientId')) ??
    (missingKey ? missing(name, missingKey) : undefined);
  return {
    baseUrl: (config.baseUrl ?? '').trim().replace(/\/+$/, ''),
    tokenUrl: (config.tokenUrl ?? '').trim(),
    client: client ?? { clientId: '', clientSecret: '' },
    defaults: textsOf(config, defaults),
    dialects: textsOf(config, Object.keys(dialects)),
    keys: Object.fromEntries(Object.entries(keys).map(([header, name]) => [header, credentials[name] ?? ''])),
    ...(problem && { problem }),
  };
}

/** The refresh token that came along with a flow as `{ "refreshToken": "…" }`. */
export function seedIn({ tokens = '' }: Credentials): string | undefined {
  return textOf(objectIn(tokens)['refreshToken']);
}

/** What is wrong with an address. */
export function addressProblem(system: string, field: string, address: string | undefined): TelephonyError | undefined {
  if (!address) return missing(system, field);
  const expected = 'expected an address such as https://api.orange.com/…';
  return webAddress(address.trim()) ? undefined : invalidInput(tokenOrigin(system), field, expected);
}

function missing(system: string, field: string): TelephonyError {
  return invalidInput(tokenOrigin(system), field, 'is missing; set it in the account');
}

function textsOf(config: OrangeConfig, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names
      .map((name) => [name, config[name]])
      .filter((entry): entry is [string, string] => textOf(entry[1]) !== undefined),
  );
}
