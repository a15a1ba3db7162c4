import type { ServerResponse } from 'node:http';
import type { Reply } from '../server/system.ts';
import type { Log } from './log.ts';
import type { PageState, PageTables } from './state.ts';

/** Milliseconds between two looks at what there is, and at the tables. */
const pause = 200;
const tablesPause = 1000;
/** A look that takes long is not taken so often: the simulator has this many times as long for everything else. */
const patience = 15;
/** Entries of the log that go out at once: more than anybody reads. */
const mostEntries = 40;
/** Bytes that may wait for a slow reader before it is left out of a turn. */
const mostWaiting = 1_000_000;

interface Reader {
  readonly response: ServerResponse;
  /** The last entry of the log that it was told. */
  told: number;
  /** The state that it was told. */
  state: string;
  tables: string;
}

/** Where the pages get it from. */
export interface LiveSources {
  state(): PageState;
  tables(): Promise<PageTables>;
}

/**
 * Tells open pages, by server-sent events, of the state and the log. Nobody is told of single changes: as long as somebody
 * looks, the state is read some times a second and sent where it is another, so a thousand events cost what ten cost.
 */
export class LivePages {
  readonly #sources: LiveSources;
  readonly #log: Log;
  readonly #readers = new Set<Reader>();
  #timer: NodeJS.Timeout | undefined;
  /** Text of the tables, and when it was made. */
  #tables = '';
  #tablesAt = Number.NEGATIVE_INFINITY;

  constructor(sources: LiveSources, log: Log) {
    this.#sources = sources;
    this.#log = log;
  }

  /** Answers a page that wants to be told, for as long as it is open. */
  reply(): Reply {
    return {
      status: 200,
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
      stream: (response) => this.#open(response),
    };
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { response } of this.#readers) response.end();
    this.#readers.clear();
  }

  #open(response: ServerResponse): void {
    const reader: Reader = { response, told: Math.max(0, this.#log.last - mostEntries), state: '', tables: '' };
    this.#readers.add(reader);
    response.on('error', () => undefined);
    response.once('close', () => this.#readers.delete(reader));
    if (!this.#timer) this.#schedule(0);
  }

  #schedule(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      const began = performance.now();
      this.#tell()
        .catch((error: unknown) => this.#fail(error))
        .finally(() => {
          const next = Math.max(pause, patience * (performance.now() - began));
          if (this.#readers.size > 0 && this.#timer) this.#schedule(next);
          else this.#timer = undefined;
        });
    }, milliseconds);
    this.#timer.unref();
  }

  /** A page that shows an old state must not say that it is live. The next state that can be read takes that back. */
  #fail(error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    for (const reader of this.#readers) {
      reader.state = '';
      reader.tables = '';
      send(reader.response, 'problem', JSON.stringify(problem));
    }
  }

  async #freshTables(): Promise<string> {
    const now = performance.now();
    if (now - this.#tablesAt < tablesPause) return this.#tables;
    this.#tables = JSON.stringify(await this.#sources.tables());
    this.#tablesAt = now;
    return this.#tables;
  }

  async #tell(): Promise<void> {
    const state = JSON.stringify(this.#sources.state());
    const tables = await this.#freshTables();
    for (const reader of this.#readers) {
      if (reader.response.writableLength > mostWaiting) continue;
      if (reader.state !== state) {
        reader.state = state;
        send(reader.response, 'state', state);
      }
      if (reader.tables !== tables) {
        reader.tables = tables;
        send(reader.response, 'tables', tables);
      }
      if (reader.told < this.#log.last) {
        send(reader.response, 'log', JSON.stringify(this.#log.since(reader.told, mostEntries)));
        reader.told = this.#log.last;
      }
    }
  }
}

function send(response: ServerResponse, event: string, data: string): void {
  response.write(`event: ${event}\ndata: ${data}\n\n`);
}
