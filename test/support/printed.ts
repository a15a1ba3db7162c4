import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a program prints until it ends, or until it has printed something that matches. */
export async function printed(child: ChildProcess, expected?: RegExp): Promise<string> {
  let text = '';
  const seen = new Promise<void>((resolve) => {
    const take = (part: Buffer) => {
      text += part;
      if (expected?.test(text)) resolve();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
  });
  await Promise.race([seen, once(child, 'close')]);
  return text;
}
