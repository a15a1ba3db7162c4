import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../support/node-red.ts';

/** A simulator in a process of its own, so that its work is not taken for that of its client. */
export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startServer(): Promise<Server> {
  const child = spawn(process.execPath, [join(projectRoot, 'scripts', 'simulator.mjs'), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the simulator did not start: ${said}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      said += String(chunk);
      const [address] = /http:\/\/[\w.]+:\d+/.exec(said) ?? [];
      if (address) resolve(address);
    });
  });
  return {
    url,
    async stop() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}

/** Logs in as a flow of http request nodes would have to, and returns the cookie of the session. */
export async function openSession(url: string): Promise<string> {
  const authorization = `Basic ${Buffer.from('alice:alice-secret').toString('base64')}`;
  const answer = await fetch(`${url}/api/rest/authenticate?version=1.0`, { headers: { authorization } });
  const { credential } = (await answer.json()) as { credential: string };
  const headers = { cookie: `AlcUserId=${credential}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ applicationName: 'bench' });
  await fetch(`${url}/api/rest/1.0/sessions`, { method: 'POST', headers, body });
  return headers.cookie;
}
