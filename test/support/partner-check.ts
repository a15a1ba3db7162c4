import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('run-partner-check.ts', import.meta.url));

export interface Ended {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a program of its own. */
export async function check(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args]);
  let out = '';
  let err = '';
  child.stdout.on('data', (part) => {
    out += part;
  });
  child.stderr.on('data', (part) => {
    err += part;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}
