import { invalidInput } from '../runtime/errors.ts';
import { connectBusinessTalk, connectTeaming } from './gateway.ts';
import { type Client, connectOpenTouch } from './opentouch.ts';
import type { ClientMethods } from './operations.ts';
import type { BusinessTalkOptions, ConnectOptions, TeamingOptions } from './types.ts';

/** What every client has, whatever its system: its methods, and an end. */
export type AnyClient = ClientMethods & Pick<Client, 'close'>;

/** How to reach any of the systems. */
export type AnyOptions = ConnectOptions | TeamingOptions | BusinessTalkOptions;

/**
 * Opens what an account node opens: a session with OpenTouch, or an account at api.orange.com.
 * @throws TelephonyError `INVALID_INPUT`, `UNAUTHORIZED`, `CONNECTION`, …
 */
export async function connect(options: AnyOptions): Promise<AnyClient> {
  switch (options.system) {
    case undefined:
    case 'opentouch':
      return connectOpenTouch(options);
    case 'teaming':
      return connectTeaming(options);
    case 'business-talk':
      return connectBusinessTalk(options);
    default: {
      const { system } = options as { readonly system: unknown };
      const origin = { system: String(system), operation: 'connect' };
      throw invalidInput(origin, 'system', 'expected opentouch, teaming or business-talk');
    }
  }
}
