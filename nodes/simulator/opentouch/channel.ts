import type { ServerResponse } from 'node:http';
import { lineOf } from './events.ts';
import type { Framing } from './options.ts';

export interface ChannelTimes {
  /** Milliseconds until the server closes; 0: never. */
  readonly timeout: number;
  /** Milliseconds between signs of life; 0: none. */
  readonly keepalive: number;
}

/** One open response of the chunk channel: from the first line to its end. */
export class Channel {
  readonly #response: ServerResponse;
  readonly #framing: Framing;
  readonly #timers: NodeJS.Timeout[] = [];
  #pending: string[] = [];
  #open = true;

  /** @param onClosed called once, whoever closes */
  constructor(
    response: ServerResponse,
    framing: Framing,
    times: ChannelTimes,
    onClosed: () => void,
    onTimeout: () => void,
  ) {
    this.#response = response;
    this.#framing = framing;
    response.socket?.setNoDelay(true);
    if (times.timeout) this.#timers.push(setTimeout(onTimeout, times.timeout));
    if (times.keepalive) this.#timers.push(setInterval(() => this.say('keepalive'), times.keepalive));
    response.once('close', () => {
      this.#release();
      onClosed();
    });
  }

  /** A message about the channel itself. */
  say(text: string): void {
    this.write(lineOf(information(text)));
  }

  write(line: string): void {
    if (!this.#open) return;
    const { terminator = '\r\n', blankLines, garbage, together } = this.#framing;
    const extra = `${blankLines ? terminator : ''}${garbage ? `<<not an event>>${terminator}` : ''}`;
    this.#pending.push(`${line}${terminator}${extra}`);
    if (!together) this.#flush();
    else if (this.#pending.length === 1) setImmediate(() => this.#flush());
  }

  /** Ends the response as HTTP means it. */
  end(): void {
    if (!this.#open) return;
    this.#flush();
    this.#release();
    this.#response.end();
  }

  /** Drops the connection in the middle. */
  cut(): void {
    this.#release();
    this.#response.destroy();
  }

  #release(): void {
    this.#open = false;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    if (!bytes.length || this.#response.writableEnded) return;
    const { splitEvery = bytes.length } = this.#framing;
    const size = Math.max(1, splitEvery);
    for (let start = 0; start < bytes.length; start += size) this.#response.write(bytes.subarray(start, start + size));
  }
}

function information(text: string) {
  return { eventName: 'OnChannelInformation', text };
}
