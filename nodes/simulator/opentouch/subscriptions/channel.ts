import type { ServerResponse } from 'node:http';
import type { Settings } from '../server/options.ts';
import { lineOf } from './events.ts';

/** How long a channel stays open and how often it says something, in milliseconds. */
export interface ChannelTimes {
  /** Milliseconds until the server closes; 0: never. */
  readonly timeout: number;
  /** Milliseconds between signs of life; 0: none. */
  readonly keepalive: number;
}

/** Bytes that a proxy holds back before it passes them on. */
const proxyBuffer = 8192;

/** One open response of the chunk channel: from the first line to its end. */
export class Channel {
  readonly #response: ServerResponse;
  readonly #way: Pick<Settings, 'framing' | 'switches'>;
  readonly #timers: NodeJS.Timeout[] = [];
  #pending: string[] = [];
  #open = true;

  /** @param onClosed called once, whoever closes */
  constructor(
    response: ServerResponse,
    way: Pick<Settings, 'framing' | 'switches'>,
    times: ChannelTimes,
    onClosed: () => void,
    onTimeout: () => void,
  ) {
    this.#response = response;
    this.#way = way;
    response.socket?.setNoDelay(true);
    if (times.timeout) this.#timers.push(setTimeout(onTimeout, times.timeout));
    if (times.keepalive) this.#timers.push(setInterval(() => this.say('keepalive'), times.keepalive));
    response.once('close', () => {
      this.#close();
      onClosed();
    });
  }

  /** A message about the channel itself. */
  say(text: string): void {
    this.write(lineOf(information(text)));
  }

  write(line: string): void {
    const { framing, switches } = this.#way;
    if (!this.#open || switches.isOn('silence-channels')) return;
    const { terminator = '\r\n', blankLines, garbage, together } = framing;
    const extra = `${blankLines ? terminator : ''}${garbage ? `<<not an event>>${terminator}` : ''}`;
    this.#pending.push(`${line}${terminator}${extra}`);
    if (switches.isOn('buffer-channels')) {
      if (this.#pending.join('').length >= proxyBuffer) this.#flush();
    } else if (!together) this.#flush();
    else if (this.#pending.length === 1) setImmediate(() => this.#flush());
  }

  /** Ends the response as HTTP means it. */
  end(): void {
    if (!this.#open) return;
    this.#flush();
    this.#close();
    this.#response.end();
  }

  /** Drops the connection in the middle. */
  cut(): void {
    this.#close();
    this.#response.destroy();
  }

  /** Sends what a proxy has held back. */
  release(): void {
    if (this.#open) this.#flush();
  }

  #close(): void {
    this.#open = false;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    if (!bytes.length || this.#response.writableEnded) return;
    const { splitEvery = bytes.length } = this.#way.framing;
    const size = Math.max(1, splitEvery);
    for (let start = 0; start < bytes.length; start += size) this.#response.write(bytes.subarray(start, start + size));
  }
}

function information(text: string) {
  return { eventName: 'OnChannelInformation', text };
}
