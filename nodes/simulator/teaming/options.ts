import type { Understood } from '../orange/gateway/routes.ts';
import { Adjustable, isAmount, oneOf, type Setting } from '../server/control/settings.ts';
import type { Employee } from './users/seed.ts';

/** What is not known of the real service, or takes its time. */
export interface TeamingSettings {
  /** Forms of the requests that are understood: the declared ones but for these choices, or all that are known. */
  readonly dialects: Understood;
  /** Form of the notifications. */
  readonly notifications: 'json' | 'xml';
  /** Status of what was created: calls, subscriptions. */
  readonly created: 200 | 201;
  /** A list with one item is a list, or the item itself as the vendor's page shows it. */
  readonly single: 'list' | 'item';
  /** Items on one page unless the client says otherwise. */
  readonly pageSize: number;
  /** Calls that a user can have before he is busy. */
  readonly lines: number;
  /** Seconds for which a subscription can be had; asked values are raised and lowered to them. */
  readonly minimumExpires: number;
  readonly maximumExpires: number;
  /** Subscriptions that an application may have. */
  readonly subscriptionLimit: number;
  /** Milliseconds until a user picks up his own telephone when he calls by a click. 0: never by himself. */
  readonly pickUp: number;
  /** Milliseconds until a telephone outside is picked up. 0: never by itself. */
  readonly outsideAnswers: number;
  /** Milliseconds from one ring to the next, and how often it rings before nobody answers. */
  readonly ring: number;
  readonly rings: number;
  /** Milliseconds that a caller speaks to the voice mail. */
  readonly message: number;
  /** Milliseconds before each further attempt to deliver a notification. */
  readonly retries: readonly number[];
  /** Milliseconds for one attempt. */
  readonly deliveryTimeout: number;
}

/** Settings of the simulated Teaming, all optional. */
export interface TeamingOptions extends Partial<TeamingSettings> {
  /** Who works here; the built-in company if absent. */
  readonly users?: readonly Employee[];
}

const defaults: TeamingSettings = {
  dialects: {},
  notifications: 'json',
  created: 201,
  single: 'list',
  pageSize: 40,
  lines: 2,
  minimumExpires: 3600,
  maximumExpires: 86_400,
  subscriptionLimit: 100,
  pickUp: 1000,
  outsideAnswers: 2000,
  ring: 5000,
  rings: 5,
  message: 2000,
  retries: [1000, 2000, 4000],
  deliveryTimeout: 5000,
};

const isUnderstood: Setting = (value) =>
  value === 'any' ||
  (typeof value === 'object' && value !== null && Object.values(value).every((choice) => typeof choice === 'string'));

const rules: Readonly<Record<keyof TeamingSettings, Setting>> = {
  dialects: isUnderstood,
  notifications: oneOf('json', 'xml'),
  created: oneOf(200, 201),
  single: oneOf('list', 'item'),
  pageSize: isAmount,
  lines: isAmount,
  minimumExpires: isAmount,
  maximumExpires: isAmount,
  subscriptionLimit: isAmount,
  pickUp: isAmount,
  outsideAnswers: isAmount,
  ring: isAmount,
  rings: isAmount,
  message: isAmount,
  retries: (value) => Array.isArray(value) && value.every(isAmount),
  deliveryTimeout: isAmount,
};

/** The settings of a simulator with these options, changeable while it runs. */
export function teamingSettings({ users: _, ...given }: TeamingOptions): Adjustable<TeamingSettings> {
  return new Adjustable(defaults, rules, given);
}
