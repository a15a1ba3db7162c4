import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { isObject, type Json } from '../../schema/json.ts';
import { syncPath } from './store-files.ts';

/**
 * Which stores there are, outside of them: where one was, nothing new is begun when its files are missing. A JSON file,
 * `{ "<directory, from that of this file>": { "since": "<ISO 8601>" } }`; whoever deletes an entry lets a new store begin.
 */
export class StoreRecord {
  readonly #file: string;
  readonly #key: string;

  constructor(file: string, directory: string) {
    this.#file = file;
    this.#key = relative(dirname(file), directory) || '.';
  }

  /** Whether there was a store in the directory. Of a record that cannot be read, everything is believed. */
  get isKnown(): boolean {
    if (!existsSync(this.#file)) return false;
    const stores = this.#read();
    return !stores || Object.hasOwn(stores, this.#key);
  }

  /** Says when it is asked where the record is. */
  get file(): string {
    return this.#file;
  }

  /** Remembers that there is a store, on disk when it returns. */
  add(): void {
    const stores = this.#read() ?? {};
    if (Object.hasOwn(stores, this.#key)) return;
    const text = JSON.stringify({ ...stores, [this.#key]: { since: new Date().toISOString() } }, undefined, 2);
    writeFileSync(`${this.#file}.new`, `${text}\n`);
    syncPath(`${this.#file}.new`);
    renameSync(`${this.#file}.new`, this.#file);
    syncPath(dirname(this.#file));
  }

  #read(): Json | undefined {
    try {
      const stores: unknown = JSON.parse(readFileSync(this.#file, 'utf8'));
      return isObject(stores) ? stores : undefined;
    } catch {
      return undefined;
    }
  }
}
