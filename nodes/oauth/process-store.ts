import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { type Cipher, cipherWith } from './cipher.ts';
import { TokenStore } from './store.ts';

/** Node-RED's settings as nodes see them; `get` knows those as well that Node-RED itself has written down. */
interface Settings {
  readonly userDir?: string;
  get(name: string): unknown;
  set(name: string, value: string): Promise<void>;
}

/** Name of the file in the user directory. */
export const tokenFile = 'telephony-tokens.json';

/** Where our own key stands beside Node-RED's, when that is out of reach: a project keeps its key to itself. */
const ownSecret = '_telephonySecret';

const stores = new Map<string, TokenStore>();

/** The one store of a Node-RED. */
export function tokenStoreOf(RED: NodeAPI): TokenStore {
  const settings = RED.settings as unknown as Settings;
  const userDir = settings.userDir ?? '';
  const known = stores.get(userDir);
  if (known) return known;
  const file = userDir ? join(userDir, tokenFile) : undefined;
  const store = new TokenStore(
    file,
    () => cipherOf(settings),
    (line) => RED.log.warn(line),
  );
  stores.set(userDir, store);
  return store;
}

/** Encrypts with the key that Node-RED has for credentials, and not at all where the user wants no encryption. */
async function cipherOf(settings: Settings): Promise<Cipher> {
  const own = secretIn(settings, 'credentialSecret');
  const secrets = [own, secretIn(settings, '_credentialSecret'), secretIn(settings, ownSecret)].filter(
    (secret) => typeof secret === 'string',
  );
  if (own === false || secrets.length > 0) return cipherWith(secrets, own !== false);
  const secret = randomBytes(32).toString('hex');
  await settings.set(ownSecret, secret);
  return cipherWith([secret]);
}

function secretIn(settings: Settings, name: string): unknown {
  try {
    return settings.get(name);
  } catch {
    // There are no settings of Node-RED's own.
    return undefined;
  }
}
