import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cipher, cipherWith } from '../../nodes/orange/oauth/cipher.ts';
import { type TokenSource, type TokenSourceOptions, tokenSource } from '../../nodes/orange/oauth/source.ts';
import { TokenStore } from '../../nodes/orange/oauth/store.ts';
import { HttpClient } from '../../nodes/runtime/http.ts';

/** Characters that percent-encoding would break. */
export const client = { clientId: 'id-1_x.y', clientSecret: 'se-cret_1.x~' };
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
  readonly #open: { source: TokenSource; http: HttpClient }[] = [];

  open(options: Pick<TokenSourceOptions, 'tokenUrl'> & Partial<TokenSourceOptions>): TokenSource {
    const http = new HttpClient();
    const store = options.store ?? new TokenStore(undefined, () => cipherWith([]));
    const source = tokenSource({ ...client, system: 'test', http, ...options, store });
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
