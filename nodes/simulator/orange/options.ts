import { Adjustable, isAmount, isSwitch, oneOf, type Setting } from '../server/control/settings.ts';
import type { OrangeClient } from './sign-in/clients.ts';

/** What is not known of the real servers, or changes, or is switched on to see how a client bears it. */
export interface GatewaySettings {
  /** Seconds for which an access token is good, and a code. */
  readonly tokenLife: number;
  readonly codeLife: number;
  /** How `expires_in` is written: newer answers have a number, older ones a text. */
  readonly expiresIn: 'number' | 'string';
  /** What the answer to a refresh says of the refresh token: nothing, the same one again, or a new one that replaces it. */
  readonly refreshToken: 'omit' | 'repeat' | 'rotate';
  /** A refresh that names a scope. */
  readonly scopeOnRefresh: 'refuse' | 'ignore';
  /** A scope that nobody knows ends the authorization, or is left out. */
  readonly unknownScope: 'refuse' | 'ignore';
  /** A refresh token is for those who asked for the scope `offline_access`. */
  readonly offlineAccess: boolean;
  /** Requests without `Accept` are refused with 406. */
  readonly requireAccept: boolean;
  /** Requests that an application may send to the token endpoints. 0: as many as it likes. */
  readonly tokenRequestsPerMinute: number;
  readonly tokenRequestsPerHour: number;
  /** Requests that an application may send to the APIs; Orange stops at 25 in a second. 0: as many as it likes. */
  readonly requestsPerSecond: number;
  readonly requestsPerHour: number;
  /** Whether scopes are looked at. */
  readonly checkScopes: boolean;
}

/** Settings of the simulated gateway, all optional. */
export interface OrangeOptions extends Partial<GatewaySettings> {
  /** The applications that are registered; one for trying out, and another one, if absent. */
  readonly clients?: readonly OrangeClient[];
}

const defaults: GatewaySettings = {
  tokenLife: 3600,
  codeLife: 60,
  expiresIn: 'number',
  refreshToken: 'omit',
  scopeOnRefresh: 'refuse',
  unknownScope: 'refuse',
  offlineAccess: true,
  requireAccept: true,
  tokenRequestsPerMinute: 50,
  tokenRequestsPerHour: 1000,
  requestsPerSecond: 0,
  requestsPerHour: 0,
  checkScopes: true,
};

const rules: Readonly<Record<keyof GatewaySettings, Setting>> = {
  tokenLife: isAmount,
  codeLife: isAmount,
  expiresIn: oneOf('number', 'string'),
  refreshToken: oneOf('omit', 'repeat', 'rotate'),
  scopeOnRefresh: oneOf('refuse', 'ignore'),
  unknownScope: oneOf('refuse', 'ignore'),
  offlineAccess: isSwitch,
  requireAccept: isSwitch,
  tokenRequestsPerMinute: isAmount,
  tokenRequestsPerHour: isAmount,
  requestsPerSecond: isAmount,
  requestsPerHour: isAmount,
  checkScopes: isSwitch,
};

/** The settings of a simulator with these options, changeable while it runs. */
export function gatewaySettings({ clients: _, ...given }: OrangeOptions): Adjustable<GatewaySettings> {
  return new Adjustable(defaults, rules, given);
}
