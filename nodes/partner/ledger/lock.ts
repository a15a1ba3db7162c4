import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { monotonic } from '../../runtime/backoff.ts';
import { codeOf } from '../../runtime/error-code.ts';
import { storeError } from './errors.ts';

/** Milliseconds between signs of life, and without one until a holder counts as dead. */
const beat = 2_000;
const patience = 10_000;
const shortPatience = 1_000;

/** Who holds a lock, as its file says. */
interface Holder {
  readonly token: string;
  readonly pid: number;
  /** Where the number of a process means something: a start of a machine, a container in it. */
  readonly space: string;
  /** Moment at which the process was started, in whatever unit; tells one from a later one of the same number. */
  readonly started: string;
}

/** A directory that this process alone may write to. */
export interface Lock {
  /** Whether it is still there. */
  isHeld(): boolean;
  /** Whether somebody else has it by now. */
  isTaken(): boolean;
  release(): void;
}

/**
 * Keeps other processes out. A lock that a killed process left is taken over: at once where its process can be seen to be
 * gone, after ten seconds without a sign of life where it cannot (another container, another machine).
 * @param lost called when somebody took the lock away
 * @throws STORE_IN_USE
 */
export async function lock(file: string, lost: () => void): Promise<Lock> {
  const mine: Holder = { token: randomUUID(), pid: process.pid, space: space(), started: startOf(process.pid) };
  const text = JSON.stringify(mine);
  const guard = new Guard(`${file}.taking`);
  while (!created(file, text)) {
    const found = look(file);
    if (!found) continue;
    if (!(await isGone(file, found))) throw inUse(found.text);
    if (seize(file, guard, found.text, text)) break;
    await wait(50);
  }
  return kept(file, text, lost);
}

function kept(file: string, text: string, lost: () => void): Lock {
  const timer = setInterval(() => {
    const found = quietly(() => look(file));
    if (found && found.text !== text) {
      clearInterval(timer);
      lost();
      return;
    }
    // A disk that cannot be written shows no sign of life; the store itself notices that it is so.
    quietly(() => utimesSync(file, new Date(), new Date()));
  }, beat);
  timer.unref();
  let released = false;
  return {
    isHeld: () => !released && quietly(() => look(file))?.text === text,
    isTaken: () => (quietly(() => look(file))?.text ?? text) !== text,
    release() {
      if (released) return;
      released = true;
      clearInterval(timer);
      quietly(() => {
        if (look(file)?.text === text) rmSync(file, { force: true });
      });
    },
  };
}

/** What a file system that is going wrong says here is of no use to anybody. */
function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function created(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // On a full disk the name is there, and nothing in it.
    rmSync(file, { force: true });
    throw error;
  }
}

interface Found {
  readonly text: string;
  readonly changedAt: number;
}

function look(file: string): Found | undefined {
  try {
    return { text: readFileSync(file, 'utf8'), changedAt: statSync(file).mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isGone(file: string, found: Found): Promise<boolean> {
  const holder = read(found.text);
  if (holder?.space === space()) {
    if (!isAlive(holder.pid)) return true;
    const started = startOf(holder.pid);
    if (started) return started !== holder.started;
  }
  // Whoever makes a lock fills it at once; an empty one was left by a crash in between, or by a full disk.
  const end = monotonic() + (found.text === '' ? shortPatience : patience);
  while (monotonic() < end) {
    await wait(250);
    const now = look(file);
    if (!now) return true;
    if (now.changedAt !== found.changedAt || now.text !== found.text) return false;
  }
  return true;
}

/** Replaces a dead lock; the guard sees to it that of several who found it dead one does. */
function seize(file: string, guard: Guard, dead: string, text: string): boolean {
  if (!guard.enter()) return false;
  try {
    if (look(file)?.text !== dead) return false;
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
    return true;
  } finally {
    guard.leave();
  }
}

/** A directory that is there as long as somebody replaces a dead lock. One that a killed process left is taken away in time. */
class Guard {
  readonly #directory: string;
  /** The guard of another as it was found, and since when it has been that one; whoever sets the clock changes nothing about it. */
  #found: { readonly which: string; readonly since: number } | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  enter(): boolean {
    try {
      mkdirSync(this.#directory);
      return true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      this.#watch();
      return false;
    }
  }

  leave(): void {
    rmdirSync(this.#directory);
  }

  #watch(): void {
    const stat = statSync(this.#directory, { throwIfNoEntry: false });
    if (!stat) return;
    const which = `${stat.ino} ${stat.mtimeMs}`;
    if (this.#found?.which !== which) this.#found = { which, since: monotonic() };
    else if (monotonic() - this.#found.since > patience) quietly(() => rmdirSync(this.#directory));
  }
}

function read(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Linux says of each process when it was started; elsewhere it stays open. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function space(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function inUse(text: string) {
  const pid = read(text)?.pid;
  const who =
    pid === process.pid ? 'this process, by another copy of the package' : `another process${pid ? ` (${pid})` : ''}`;
  return storeError('STORE_IN_USE', `The directory is used by ${who}; two Node-REDs cannot keep the same state`, true);
}
