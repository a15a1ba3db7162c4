import type { CheckMode } from './checks/problems.ts';
import { authenticationFrom, type PartnerAddress } from './partner.ts';
import type { SwapForm } from './use-cases/bodies.ts';

/** What it takes to visit a partner. */
export interface CheckSettings extends PartnerAddress {
  readonly mode: CheckMode;
  /** Milliseconds that an event may take. */
  readonly eventTimeout: number;
  readonly swapForm: SwapForm;
}

const modes: readonly unknown[] = ['sync', 'async', 'auto'];
const swapForms: readonly unknown[] = ['wrapped', 'direct'];

/**
 * Reads `{ url, authentication?, mode?, wait?, swap?, insecure? }`; `wait` in seconds.
 * @param home what a path alone is below of
 * @throws Error that says what is wrong
 */
export function checkSettingsFrom(given: Readonly<Record<string, unknown>>, home?: string): CheckSettings {
  const { authentication, mode = 'auto', wait = 30, swap = 'wrapped', insecure = false } = given;
  const atHome = home !== undefined && String(given['url']).startsWith('/');
  const url = atHome ? `${home}${given['url']}` : given['url'];
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Error('"url" is the base address of the partner: https://…');
  }
  if (!modes.includes(mode)) throw new Error('"mode" is sync, async or auto');
  if (!swapForms.includes(swap)) throw new Error('"swap" is wrapped or direct');
  if (!(Number(wait) > 0 && Number(wait) <= 3600)) throw new Error('"wait" is a number of seconds up to 3600');
  return {
    url,
    authentication: authenticationFrom(authentication),
    mode: mode as CheckMode,
    eventTimeout: Number(wait) * 1000,
    swapForm: swap as SwapForm,
    // A server does not doubt its own certificate.
    insecure: insecure === true || atHome,
  };
}
