import type { ErrorForm } from '../orange/gateway/errors.ts';
import { Adjustable, isSwitch, oneOf, type Setting } from '../server/control/settings.ts';

/** What is not known of the real API, or differs between its descriptions. */
export interface BusinessTalkSettings {
  /** Its reference shows a list of errors. */
  readonly errorForm: ErrorForm;
  /** Where an order names the voicesite: at the top, only among its parameters, or not yet. */
  readonly voiceSiteId: 'top' | 'parameters' | 'later';
  /** Status of an order that was taken. */
  readonly created: 200 | 201;
  /** Code of a revoked key. */
  readonly revokedKey: 41 | 50;
  /** Whether the name of one field of the coverage is misspelt as it is today. */
  readonly misspelt: boolean;
}

/** Settings of the simulated Business Talk, all optional. */
export interface BusinessTalkOptions extends Partial<BusinessTalkSettings> {
  /** The keys that are known; one of each kind if absent. */
  readonly keys?: readonly ApiKey[];
}

/** A key of the portal, and what it is good for. */
export interface ApiKey {
  readonly key: string;
  readonly rightsProfile: 'readonly' | 'readwrite';
  readonly revoked?: boolean;
}

/** API keys that are good without any setting. */
export const demoKeys: readonly ApiKey[] = [
  { key: 'sim0readwrite000000000000000000000000000', rightsProfile: 'readwrite' },
  { key: 'sim0readonly0000000000000000000000000000', rightsProfile: 'readonly' },
  { key: 'sim0revoked00000000000000000000000000000', rightsProfile: 'readwrite', revoked: true },
];

const defaults: BusinessTalkSettings = {
  errorForm: 'array',
  voiceSiteId: 'top',
  created: 201,
  revokedKey: 41,
  misspelt: true,
};

const rules: Readonly<Record<keyof BusinessTalkSettings, Setting>> = {
  errorForm: oneOf('array', 'object'),
  voiceSiteId: oneOf('top', 'parameters', 'later'),
  created: oneOf(200, 201),
  revokedKey: oneOf(41, 50),
  misspelt: isSwitch,
};

/** The settings of a simulator with these options, changeable while it runs. */
export function businessTalkSettings({ keys: _, ...given }: BusinessTalkOptions): Adjustable<BusinessTalkSettings> {
  return new Adjustable(defaults, rules, given);
}
