import type { ServerResponse } from 'node:http';
import type { Reply } from '../server/system.ts';
import type { Log } from './log.ts';
import type { PageState } from './state.ts';

/** Milliseconds between two looks at what there is. */
const pause = 200;
/** Entries of the log that go out at once. */
const mostEntries = 100;
/** Bytes that may wait for a slow reader before it is left out of a turn. */
const mostWaiting = 1_000_000;

interface Reader {
  readonly response: ServerResponse;
  /** The last entry of the log that it was told. */
  told: number;
  /** The state that it was told. */
  state: string;
}

/**
 * Tells open pages, by server-sent events, of the state and the log. Nobody is told of single changes: as long as somebody
 * looks, the state is read some times a second and sent where it is another, so a thousand events cost what ten cost.
 */
export class LivePages {
  readonly #read: () => Promise<PageState>;
  readonly #log: Log;
  readonly #readers = new Set<Reader>();
  #timer: NodeJS.Timeout | undefined;

  constructor(read: () => Promise<PageState>, log: Log) {
    this.#read = read;
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
    const reader: Reader = { response, told: Math.max(0, this.#log.last - mostEntries), state: '' };
    this.#readers.add(reader);
    response.on('error', () => undefined);
    response.once('close', () => this.#readers.delete(reader));
    if (!this.#timer) this.#schedule(0);
  }

  #schedule(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#tell()
        .catch((error: unknown) => this.#fail(error))
        .finally(() => {
          if (this.#readers.size > 0 && this.#timer) this.#schedule(pause);
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
      send(reader.response, 'problem', JSON.stringify(problem));
    }
  }

  async #tell(): Promise<void> {
    const state = JSON.stringify(await this.#read());
    for (const reader of this.#readers) {
      if (reader.response.writableLength > mostWaiting) continue;
      if (reader.state !== state) {
        reader.state = state;
        send(reader.response, 'state', state);
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
