import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dependencies } from '../../package.json';
import { bundleRuntime } from '../../scripts/build/bundles.ts';
import { type EventSink, startEventSink } from './event-sink.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

const entry = fileURLToPath(new URL('partner-process.ts', import.meta.url));
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** A partner that is killed again and again, and the Orange that asks it again and again. */
export interface CrashRun {
  readonly sink: EventSink;
  /** Starts the partner and kills it: after some milliseconds, or at some moment after so many answers. */
  live(
    until: { readonly milliseconds: number } | { readonly answers: number },
    meanwhile?: () => Promise<void>,
  ): Promise<void>;
  /** Deletes the database under the running partner; resolves when it has written it again. */
  deleteDatabase(): Promise<void>;
  /** Fills the disk, or empties it again. */
  fill(full: boolean): void;
  /** Sets the clock wrong by so many milliseconds. */
  setClock(offset: number): void;
  /** Starts the partner for good. */
  startAgain(): void;
  kill(): Promise<void>;
  /** Asks until there is an answer, as Orange does after a time-out: always the same. */
  ask(path: string, told?: object): Promise<string>;
  /** Asks once; undefined if nobody knows what became of it. */
  tryOnce(path: string, told: object): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** @param bound milliseconds after which an unanswered question is a failure */
export async function startCrashRun(bound: number): Promise<CrashRun> {
  const home = await mkdtemp(join(tmpdir(), 'crash-'));
  const script = join(home, 'partner.js');
  await symlink(modules, join(home, 'node_modules'), 'junction');
  await bundleRuntime(entry, home, 'partner', Object.keys(dependencies));
  const sink = await startEventSink();
  const port = await freePort();
  let answers = 0;
  let child: ChildProcess | undefined;
  const start = () => {
    const started = spawn(process.execPath, [script, join(home, 'store'), String(port), sink.url], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child = started;
    return started;
  };
  const end = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const post = async (path: string, told: object) => {
    const answer = await ask(port, path, told);
    answers += 1;
    return answer;
  };
  const askOn = async (path: string, told = {}) => {
    const last = Date.now() + bound;
    for (;;) {
      const answer = await post(path, told).catch((error: unknown) => {
        if (error instanceof Refused || Date.now() > last) throw error;
      });
      if (answer !== undefined) return answer;
      await wait(10);
    }
  };
  return {
    sink,
    ask: askOn,
    async live(until, meanwhile) {
      const started = start();
      if (meanwhile) {
        const enough = answers + 3;
        await eventually(() => answers >= enough, 'it is at work', bound);
        await meanwhile();
      }
      if ('milliseconds' in until) await wait(until.milliseconds);
      else {
        const enough = answers + until.answers;
        await eventually(() => answers >= enough, `${until.answers} answers`, bound);
        await wait(Math.random() * 20);
      }
      if (started.exitCode !== null) throw new Error(`the partner ended by itself: ${started.exitCode}`);
      await end();
    },
    async deleteDatabase() {
      const file = join(home, 'store', 'partner.db');
      rmSync(file, { force: true });
      await eventually(() => existsSync(file), 'written again', bound);
    },
    fill: (full) => (full ? writeFileSync(join(home, 'full'), '') : rmSync(join(home, 'full'), { force: true })),
    setClock: (offset) => writeFileSync(join(home, 'clock'), String(offset)),
    startAgain: () => void start(),
    kill: end,
    tryOnce: (path, told) => post(path, told).catch(() => undefined),
    async stop() {
      await end();
      await sink.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The partner is there and says no. */
class Refused extends Error {}

async function ask(port: number, path: string, told: object): Promise<string> {
  const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent: false });
  sent.end(JSON.stringify(told));
  const [response] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (response.statusCode !== 200) throw new Refused(text);
  return text;
}
