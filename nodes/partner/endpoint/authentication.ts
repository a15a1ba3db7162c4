import type { IncomingHttpHeaders } from 'node:http';
import { sameSecret } from '../../runtime/inbound/secrets.ts';
import { Refusal } from '../wire/refusal.ts';

/** How Orange proves who it is. */
export interface GateSettings {
  readonly way: 'basic' | 'bearer' | 'key' | 'none';
  /** With `basic` only. */
  readonly user: string;
  readonly secret: string;
  /** Lower-case name of the header that holds the key, with `key` only. */
  readonly header: string;
}

/**
 * Lets a request in. Nothing that was given is ever repeated, and a comparison takes as long for a good secret as for a
 * bad one.
 * @throws Refusal 401/40 without credentials, 401/41 with others
 */
export function admit({ way, user, secret, header }: GateSettings, headers: IncomingHttpHeaders): void {
  if (way === 'none') return;
  const challenge = challenges[way];
  const given = way === 'key' ? textIn(headers[header]) : credentialsIn(headers.authorization, way);
  if (given === undefined) {
    throw new Refusal('missingCredentials', 'The service needs credentials, and none were given', challenge);
  }
  const expected = way === 'basic' ? `${user}:${secret}` : secret;
  // Without a secret of its own the account lets nobody in.
  if (!sameSecret(given, expected) || !secret) {
    throw new Refusal('invalidCredentials', 'The service needs credentials, and those given are wrong', challenge);
  }
}

const challenges: Readonly<Record<Exclude<GateSettings['way'], 'none'>, Readonly<Record<string, string>>>> = {
  basic: { 'WWW-Authenticate': 'Basic realm="partner", charset="UTF-8"' },
  bearer: { 'WWW-Authenticate': 'Bearer realm="partner"' },
  key: {},
};

/** What stands after the word for the way in an `Authorization` header. */
function credentialsIn(authorization: string | undefined, way: 'basic' | 'bearer'): string | undefined {
  const [, word, value] = /^(\S+) +(\S+) *$/.exec(authorization ?? '') ?? [];
  if (word?.toLowerCase() !== way || !value) return undefined;
  return way === 'basic' ? Buffer.from(value, 'base64').toString('utf8') : value;
}

function textIn(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header.join(',') : header) || undefined;
}
