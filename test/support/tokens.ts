import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthorizationServer } from '../../nodes/oauth/authorization-server.ts';
import { type Cipher, cipherWith } from '../../nodes/oauth/cipher.ts';
import { TokenStore } from '../../nodes/oauth/store.ts';
import { type TokenProvider, type TokenProviderOptions, tokenProvider } from '../../nodes/oauth/token-provider.ts';
import { HttpClient } from '../../nodes/runtime/http/client.ts';
import { objectIn } from '../../nodes/schema/json.ts';

/** Characters that percent-encoding would break. */
export const client = { clientId: 'id-1_x.y', clientSecret: 'se-cret_1.x~' };
/** An authorization server with nothing particular about it but codes of its own. */
export const server: AuthorizationServer = {
  system: 'test',
  tokenRequestsPerMinute: 0,
  readError: ({ body }) => {
    const { code } = objectIn(body);
    return typeof code === 'number' ? { code } : {};
  },
  finalCodes: [41],
};
export const never = new AbortController().signal;

/** A file for tokens in a directory of its own, and what was reported of it. */
export class TokenFile {
  readonly directory = mkdtempSync(join(tmpdir(), 'telephony-tokens-'));
  readonly path = join(this.directory, 'telephony-tokens.json');
  readonly reports: string[] = [];

  /** As after a restart. */
  store(cipher: () => Cipher = () => cipherWith(['a key'])): TokenStore {
    return new TokenStore(this.path, cipher, (line) => this.reports.push(line));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Sources that end with the test. */
export class Sources {
  readonly #open: { source: TokenProvider; http: HttpClient }[] = [];

  open(options: Pick<TokenProviderOptions, 'tokenUrl'> & Partial<TokenProviderOptions>): TokenProvider {
    const http = new HttpClient();
    const store = options.store ?? new TokenStore(undefined, () => cipherWith([]));
    const source = tokenProvider({ ...client, server, http, ...options, store });
    this.#open.push({ source, http });
    return source;
  }

  async close(): Promise<void> {
    for (const { source, http } of this.#open.splice(0)) {
      await source.close();
      http.close();
    }
  }
}
