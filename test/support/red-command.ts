import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { nodeRedCommand } from './installed.ts';
import { packageName, projectRoot } from './node-red.ts';

/** Node-RED as its own command, in a process of its own. */
export interface RedCommand {
  /** Without a path. */
  readonly url: string;
  readonly directory: string;
  /** What it has printed. */
  output(): string;
  /** Ends it as a service is ended, or in another way, and starts it anew in the same directory at the same port. */
  restart(signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

/** @param settings properties of `settings.js`, as code */
export async function startRedCommand(settings: string): Promise<RedCommand> {
  const directory = mkdtempSync(join(tmpdir(), 'telephony-command-'));
  const link = join(directory, 'node_modules', ...packageName.split('/'));
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(projectRoot, link, 'junction');
  const port = await freePort();
  const file = join(directory, 'settings.js');
  const common = `uiHost: '127.0.0.1', uiPort: ${port}, flowFile: 'flows.json', telemetry: { enabled: false, updateNotification: false },`;
  writeFileSync(file, `module.exports = {\n${common}\n${settings}\n};\n`);
  let output = '';
  let child: ChildProcess;

  const start = async () => {
    const from = output.length;
    child = spawn(process.execPath, [nodeRedCommand, '--userDir', directory, '-s', file]);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += String(chunk)));
    const started = () => /Started flows/.test(output.slice(from)) || child.exitCode !== null;
    await eventually(started, `Node-RED\n${output}`, 30_000);
    assert.equal(child.exitCode, null, output);
  };
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    directory,
    output: () => output,
    async restart(signal) {
      await end(signal);
      await start();
    },
    async stop() {
      await end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Settings of a Node-RED that asks for the password of the only user, its keeper. */
export const guarded = `adminAuth: {
    type: 'credentials',
    users: async (name) => (name === 'keeper' ? { username: 'keeper', permissions: '*' } : null),
    authenticate: async (name, password) => (name === 'keeper' && password === 'key' ? { username: 'keeper', permissions: '*' } : null),
  },`;

/** The keeper's token for the admin side at this address. */
export async function keeperToken(adminUrl: string): Promise<string> {
  const login = {
    client_id: 'node-red-admin',
    grant_type: 'password',
    scope: '*',
    username: 'keeper',
    password: 'key',
  };
  const granted = await fetch(`${adminUrl}/auth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(login),
  });
  return ((await granted.json()) as { access_token: string }).access_token;
}
