// What every command needs first, with nothing but Node and npm: the dependencies of the lock file and a fresh build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Directory of the project. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** What a build reads. */
const sources = ['nodes', 'icons', 'locales', 'scripts', 'package.json', 'package-lock.json'];
/** What a build always writes. */
const products = ['dist/operations.json', 'resources'];

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Runs a program in the project, its output on ours; ends this process with the program's exit code if that is not 0. */
export function mustRun(program, args, options = {}) {
  const { status, error, signal } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) {
    process.stderr.write(`${program} could not be started: ${error.message}\n`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? (signal ? 130 : 1));
}

/** Runs npm, the one that started us if there is one. */
export function npm(...args) {
  const own = process.env.npm_execpath;
  if (own && /\.c?js$/.test(own)) mustRun(process.execPath, [own, ...args]);
  else mustRun('npm', args, { shell: process.platform === 'win32' });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Compared by content: the times of files say nothing after a checkout. */
function installed() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    return found ? found.version === entry.version && found.integrity === entry.integrity : entry.optional === true;
  });
}

export function install() {
  if (installed()) return;
  say('Installing the dependencies …');
  npm('ci', '--no-audit', '--no-fund');
}

/** Time of the last change of a file, or of anything in a directory; a deleted file changes its directory. */
function changed(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, changed(join(path, name))), stat.mtimeMs);
}

function built() {
  if (!products.every((path) => existsSync(join(root, path)))) return false;
  const since = statSync(join(root, 'dist/operations.json')).mtimeMs;
  return sources.every((path) => changed(join(root, path)) <= since);
}

export function build() {
  if (built()) return;
  say('Building …');
  mustRun(process.execPath, ['scripts/build.mjs']);
}
