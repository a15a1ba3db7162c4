import type { NodeDef } from 'node-red';
import type { System } from '../catalogue/types.ts';
import type { Credentials, HttpConfig } from '../runtime/account-node.ts';
import { invalidInput, type TelephonyError } from '../runtime/errors.ts';
import { objectIn, textOf } from '../runtime/json.ts';
import type { OrangeSettings } from './connection.ts';
import { type ClientCredentials, clientFrom } from './oauth/client.ts';
import { originIn } from './oauth/source.ts';

/** What a flow stores for an account of api.orange.com. */
export interface OrangeConfig extends NodeDef, HttpConfig {
  readonly baseUrl?: string;
  readonly tokenUrl?: string;
  readonly authorizeUrl?: string;
  readonly scopes?: readonly string[] | string;
  /** Defaults and dialects of the system. */
  readonly [property: string]: unknown;
}

/** An account's settings, and how its application proves who it is. */
export interface AccountSettings extends OrangeSettings {
  readonly client: ClientCredentials;
  readonly tokenUrl: string;
}

/**
 * Reads a configuration; what is missing or broken stands in `problem` instead of being thrown.
 * @param keys sent with every request beside the token, by header; a credential each
 */
export function settingsFrom(
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

/** The chosen scopes, separated by blanks. */
export function scopeOf({ scopes = [] }: Pick<OrangeConfig, 'scopes'>): string {
  return (typeof scopes === 'string' ? scopes.split(/[\s,]+/) : scopes).filter(Boolean).join(' ');
}

/** What is wrong with an address. */
export function addressProblem(system: string, field: string, address: string | undefined): TelephonyError | undefined {
  if (!address) return missing(system, field);
  const expected = 'expected an address as in https://api.orange.com/…';
  return /^https?:\/\/[^/\s]+/i.test(address.trim()) && URL.canParse(address.trim())
    ? undefined
    : invalidInput(originIn(system), field, expected);
}

function missing(system: string, field: string): TelephonyError {
  return invalidInput(originIn(system), field, 'is missing; set it in the account');
}

function textsOf(config: OrangeConfig, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names
      .map((name) => [name, config[name]])
      .filter((entry): entry is [string, string] => textOf(entry[1]) !== undefined),
  );
}
