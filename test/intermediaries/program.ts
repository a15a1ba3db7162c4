import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';

/** Where a program is; undefined where it is not installed. Servers often stand outside of an ordinary user's path. */
export function installedAt(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A server program with files of its own, which go when it is stopped. */
export interface Program {
  readonly port: number;
  readonly folder: string;
  /** Ends it and waits for its end; its files stay. */
  halt(): Promise<void>;
  /** Starts it again. */
  run(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** How a program is started. */
export interface Launch {
  readonly command: string;
  /** Its files, by name. */
  files(port: number, folder: string): Readonly<Record<string, string>>;
  /** Its command line. */
  args(folder: string): readonly string[];
}

/** Milliseconds that a program may take to start or to end. */
const patience = 20_000;

/** Starts a server program on a free port of the loopback interface. */
export async function startProgram({ command, files, args }: Launch): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'telephony-between-'));
  // Started by root, these programs work as somebody else.
  chmodSync(folder, 0o777);
  const port = await freePort();
  for (const [name, text] of Object.entries(files(port, folder))) {
    writeFileSync(join(folder, name), text, { mode: 0o755 });
  }
  let child: ChildProcess | undefined;
  let said = '';
  const end = () => void child?.kill('SIGKILL');
  process.once('exit', end);

  const run = async () => {
    const started = spawn(command, args(folder), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    for (const output of [started.stdout, started.stderr]) {
      output.on('data', (chunk: Buffer) => {
        said = `${said}${chunk.toString()}`.slice(-2000);
      });
    }
    const listens = async () => {
      if (started.exitCode !== null) throw new Error(`${command} ended (${started.exitCode}): ${said}`);
      return accepts(port);
    };
    await eventually(listens, `${command} on port ${port}`, patience);
  };
  const halt = async () => {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    running.kill('SIGTERM');
    const late = setTimeout(() => running.kill('SIGKILL'), patience / 4);
    await ended;
    clearTimeout(late);
  };
  const stop = async () => {
    await halt();
    process.off('exit', end);
    rmSync(folder, { recursive: true, force: true });
  };
  await run().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { port, folder, halt, run, signal: (name) => void child?.kill(name), stop };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
