import { type Json, objectIn } from '../runtime/json.ts';
import { LineReader } from './framing.ts';
import { keepaliveMinutes } from './subscription.ts';

/** Milliseconds without a byte after which a channel that gave signs of life is taken for dead. */
const silence = keepaliveMinutes * 60_000 * 2.5;

export interface Reader {
  onEvent(event: Json): void;
  /** A line that is no event: broken JSON, or an object without a name. */
  onGarbage(line: string): void;
}

/** Reads events, one a line, until the channel ends; false when the end came before the server was done. */
export async function readEvents(
  stream: NodeJS.ReadableStream & { destroy(): void },
  reader: Reader,
): Promise<boolean> {
  const lines = new LineReader();
  let watchdog: NodeJS.Timeout | undefined;
  const take = (line: string) => {
    const event = objectIn(line);
    if (typeof event['eventName'] === 'string') reader.onEvent(event);
    else reader.onGarbage(line);
    // Who has once given a sign of life is expected to go on.
    if (event['text'] === 'keepalive') watchdog ??= setTimeout(() => stream.destroy(), silence).unref();
  };
  try {
    for await (const chunk of stream) {
      watchdog?.refresh();
      lines.push(chunk as Buffer).forEach(take);
    }
    lines.end().forEach(take);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(watchdog);
  }
}
