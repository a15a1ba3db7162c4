import type { Readable } from 'node:stream';
import { type Json, objectIn } from '../../schema/json.ts';
import { LineReader } from './framing.ts';

/** Who is told what comes over a channel. Its functions must not throw. */
export interface Reader {
  /** @param line the event as it came */
  onEvent(event: Json, line: string): void;
  /** A line that is no event: broken JSON, or an object without a name. */
  onGarbage(line: string): void;
  /** A line came to its end, whatever it was: what only trickles says nothing in time. */
  onHeard(): void;
}

const lineFeed = 0x0a;

/** How long a channel may be silent, and how long it may live, in milliseconds. */
export interface Bounds {
  readonly silence: number;
  readonly life: number;
}

/**
 * How a channel ended: as HTTP means it, in the middle, for want of any sign of life, or for having lived longer than it
 * was to.
 */
export interface ChannelEnding {
  readonly how: 'ended' | 'cut' | 'silent' | 'overdue';
  /** Whether anything at all had come. */
  readonly heard: boolean;
  /** The last line said that the server closes. */
  readonly announced: boolean;
}

/**
 * Reads events, one a line, until the channel ends, or has to be given up: the bounds count from the opening, for a server
 * that never says anything is as deaf as one that no longer does. Never rejects.
 */
export function readEvents(stream: Readable, reader: Reader, { silence, life }: Bounds): Promise<ChannelEnding> {
  const lines = new LineReader();
  let heard = false;
  let announced = false;
  const take = (line: string) => {
    const event = objectIn(line);
    announced = isFarewell(event);
    if (typeof event['eventName'] === 'string') reader.onEvent(event, line);
    else reader.onGarbage(line);
  };
  return new Promise((resolve) => {
    const finish = (how: ChannelEnding['how']) => {
      clearTimeout(watchdog);
      clearTimeout(lifetime);
      stream.removeAllListeners('data');
      stream.destroy();
      resolve({ how, heard, announced });
    };
    const watchdog = setTimeout(() => finish('silent'), silence);
    const lifetime = setTimeout(() => finish('overdue'), life);
    stream.on('data', (chunk: Buffer) => {
      if (chunk.includes(lineFeed)) {
        heard = true;
        watchdog.refresh();
        reader.onHeard();
      }
      lines.push(chunk).forEach(take);
    });
    stream.once('end', () => {
      lines.end().forEach(take);
      finish('ended');
    });
    // After the end, an error is nobody's business; without a listener it would end the process.
    stream.on('error', () => finish('cut'));
    stream.once('close', () => finish('cut'));
  });
}

/** Older servers say something before they close: `OnChannelInformation` or `Message` with a text about an error or an end. */
function isFarewell({ eventName, text }: Json): boolean {
  return (
    (eventName === 'OnChannelInformation' || eventName === 'Message') &&
    /\bclos|\berror\b|\btime-?out\b|\bend(?:ed)?\b/i.test(String(text))
  );
}
