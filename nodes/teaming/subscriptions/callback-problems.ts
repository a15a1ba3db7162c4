import { invalidInput, TelephonyError } from '../../runtime/errors.ts';
import { webhookOrigin } from './api.ts';
import type { AddressFlaw } from './callback.ts';

const texts: Readonly<Record<AddressFlaw, string>> = {
  closed: "Node-RED's HTTP side is switched off (httpNodeRoot), so nobody can notify it",
  missing: 'expected the address under which Orange reaches this Node-RED; without one there are no notifications',
  local: 'expected an address that Orange can reach; this one means the machine itself',
  plain: 'begins with http: Orange may refuse to notify it; put a proxy with a certificate in front of Node-RED',
  private: 'is an address of your own network: unless Orange has a way into it, no notification will come',
  guarded:
    'httpNodeAuth asks for a password, which Orange does not know: let the proxy in front of Node-RED add it for the path /telephony/teaming',
};

/** Why there is no use in subscribing. */
export function flawError(flaw: AddressFlaw): TelephonyError {
  if (flaw === 'closed') return new TelephonyError('NO_HTTP', texts.closed, { ...webhookOrigin, canRetry: false });
  return invalidInput(webhookOrigin, 'publicUrl', texts[flaw]);
}

/** Why notifications may not come. */
export function flawWarning(flaw: AddressFlaw): string {
  return flaw === 'guarded' ? texts.guarded : `publicUrl: ${texts[flaw]}`;
}
