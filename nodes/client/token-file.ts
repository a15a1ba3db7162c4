import { resolve } from 'node:path';
import { cipherWith } from '../oauth/cipher.ts';
import { TokenStore } from '../oauth/store.ts';
import { tokenOrigin } from '../oauth/token-provider.ts';
import { invalidInput } from '../runtime/errors.ts';
import type { GatewayOptions } from './types.ts';

/** Stores of this process by file: two for one file would overwrite each other's tokens. */
const stores = new Map<string, Promise<TokenStore>>();

/**
 * Where the tokens of a client are kept: in the file that it names, or else in memory.
 * @throws TelephonyError `INVALID_INPUT` when there is a file that cannot be read: it is left as it is
 */
export async function openTokenFile(
  system: string,
  { tokenFile, tokenSecret, clientSecret }: GatewayOptions,
): Promise<TokenStore> {
  const secret = tokenSecret || clientSecret;
  const cipher = cipherWith(secret ? [secret] : []);
  // Without a client secret nothing will be asked for, let alone kept.
  if (!tokenFile || !secret) return new TokenStore(undefined, () => cipher);
  const file = resolve(tokenFile);
  const known = stores.get(file) ?? opened(system, file, () => cipher);
  stores.set(file, known);
  return known.catch((error: unknown) => {
    stores.delete(file);
    throw error;
  });
}

async function opened(system: string, file: string, cipher: ConstructorParameters<typeof TokenStore>[1]) {
  const trouble: string[] = [];
  let isOpen = false;
  const store = new TokenStore(file, cipher, (line) => {
    if (isOpen) process.emitWarning(line, { code: 'TELEPHONY_TOKENS' });
    else trouble.push(line);
  });
  // Reads the file, which nothing has been written to yet.
  await store.token('');
  isOpen = true;
  if (trouble.length === 0) return store;
  throw invalidInput(
    tokenOrigin(system),
    'tokenFile',
    'cannot be read: it is damaged, or encrypted with another secret',
  );
}
