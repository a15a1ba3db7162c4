import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Json } from '../schema/json.ts';
import type { Cipher } from './cipher.ts';
import { type Consent, consentKey } from './identity.ts';
import { remainingLife, type Token } from './token.ts';

interface Contents {
  tokens: Record<string, Token>;
  /** By the id of the account. */
  consents: Record<string, Consent>;
  /** What else an account keeps, by its id; on the disk it has the name of what was kept first. */
  webhooks: Record<string, Json>;
}

/** What lies on the disk: the contents, or the same encrypted. */
type Stored = { readonly version: 1 } & (Contents | { readonly sealed: string });

/**
 * Tokens, consents and what else accounts keep, kept over restarts in one file, for every token request counts
 * against a quota. The file is read when somebody first asks, and replaced as a whole.
 */
export class TokenStore {
  readonly #file: string | undefined;
  readonly #cipher: () => Cipher | Promise<Cipher>;
  readonly #report: (line: string) => void;
  #contents: Promise<Contents> | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** A write that has not begun yet, and will see what is changed now. */
  #planned: Promise<void> | undefined;
  /** Changes that are not on the disk yet. */
  readonly #changes = new Set<Promise<void>>();

  /** @param file nothing is kept over a restart without one */
  constructor(
    file: string | undefined,
    cipher: () => Cipher | Promise<Cipher>,
    report: (line: string) => void = () => {},
  ) {
    this.#file = file;
    this.#cipher = cipher;
    this.#report = report;
  }

  /** The token of an identity, as `storeKey` names it. */
  async token(key: string): Promise<Token | undefined> {
    return (await this.#load()).tokens[key];
  }

  /** Resolves when it is on the disk. */
  keepToken(key: string, token: Token): Promise<void> {
    return this.#change(({ tokens }) => {
      tokens[key] = token;
    });
  }

  /** The consent that an account lives on. */
  async consent(account: string): Promise<Consent | undefined> {
    return (await this.#load()).consents[account];
  }

  /** Remembers a consent together with the token that came of it. */
  keepConsent(account: string, consent: Consent, token: Token): Promise<void> {
    return this.#change(({ consents, tokens }) => {
      consents[account] = consent;
      tokens[consentKey(consent)] = token;
    });
  }

  /** Forgets a consent; its token, too, unless another account lives on it. */
  dropConsent(account: string): Promise<void> {
    return this.#change((contents) => forgetConsent(contents, account));
  }

  /** What else an account has kept; whoever has written it reads it. */
  async accountState(account: string): Promise<Json | undefined> {
    return (await this.#load()).webhooks[account];
  }

  /** Replaces what else an account keeps. Resolves when it is on the disk. */
  keepAccountState(account: string, state: Json): Promise<void> {
    return this.#change(({ webhooks }) => {
      webhooks[account] = state;
    });
  }

  /** Forgets an account. */
  drop(account: string): Promise<void> {
    return this.#change((contents) => {
      delete contents.webhooks[account];
      forgetConsent(contents, account);
    });
  }

  /** Resolves when everything that was to be kept so far is on the disk. */
  async settled(): Promise<void> {
    while (this.#changes.size > 0) await Promise.allSettled(this.#changes);
  }

  #change(change: (contents: Contents) => void): Promise<void> {
    const done = this.#load()
      .then(change)
      .then(() => this.#save())
      .finally(() => this.#changes.delete(done));
    this.#changes.add(done);
    return done;
  }

  #load(): Promise<Contents> {
    this.#contents ??= this.#read();
    return this.#contents;
  }

  async #read(): Promise<Contents> {
    const empty: Contents = { tokens: bare(), consents: bare(), webhooks: bare() };
    if (!this.#file) return empty;
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') this.#report(`The kept tokens cannot be read (${error.code})`);
      return undefined;
    });
    if (text === undefined) return empty;
    try {
      const stored = JSON.parse(text) as Stored;
      const contents = 'sealed' in stored ? JSON.parse((await this.#cipher()).open(stored.sealed)) : stored;
      const { tokens, consents, webhooks } = contents as Contents;
      return { tokens: bare(tokens), consents: bare(consents), webhooks: bare(webhooks) };
    } catch {
      this.#report(
        'The kept tokens cannot be read: the file is damaged, or the credential secret of Node-RED has changed. Accounts that need a consent have to be authorized anew',
      );
      return empty;
    }
  }

  #save(): Promise<void> {
    this.#planned ??= this.#writing.then(() => {
      this.#planned = undefined;
      return this.#write();
    });
    this.#writing = this.#planned;
    return this.#planned;
  }

  /** A token that cannot be kept is good all the same, until the restart. */
  async #write(): Promise<void> {
    if (!this.#file) return;
    try {
      const { tokens, ...others } = await this.#load();
      const now = Date.now();
      const useful = Object.entries(tokens).filter(([, token]) => token.refreshToken || remainingLife(token, now) > 0);
      const contents = { tokens: Object.fromEntries(useful), ...others };
      const cipher = await this.#cipher();
      const stored = cipher.encrypts ? { sealed: cipher.seal(JSON.stringify(contents)) } : contents;
      replaceFile(this.#file, `${JSON.stringify({ version: 1, ...stored })}\n`);
    } catch (error) {
      const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
      this.#report(`Tokens cannot be kept for the next start (${code})`);
    }
  }
}

/** A record that inherits nothing, for an account may be called `constructor`. */
function bare<T>(record?: Readonly<Record<string, T>>): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, record);
}

function forgetConsent({ consents, tokens }: Contents, account: string): void {
  const dropped = consents[account];
  if (!dropped) return;
  delete consents[account];
  const key = consentKey(dropped);
  if (!Object.values(consents).some((other) => consentKey(other) === key)) delete tokens[key];
}

/**
 * Whoever reads the file meanwhile finds the old or the new one, and nobody else may read it. All in one go: nobody can wait
 * for what is forgotten after the last account has gone, so Node-RED must not end in the middle of it. It happens seldom.
 */
function replaceFile(file: string, text: string): void {
  const fresh = `${file}.new`;
  writeFileSync(fresh, text, { mode: 0o600, flush: true });
  // The mode is that of creation only, and an older attempt may have left one.
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}
