// Node-RED and Node.js in other versions than the installed ones, each pair in a folder of its own below `.test-installs/`.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { npm, root, say } from '../prepare.mjs';

/**
 * What `--node-red` and `--node` mean. Node-RED names the exact versions of its own parts, and the package `node` is the
 * program, so these lines fix what is tested.
 */
const versions = {
  'node-red': { '4.0': '4.0.9', 4.1: '4.1.15', 5: '5.0.7' },
  node: { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0' },
};

function pinned(name, wanted) {
  const version = versions[name][wanted];
  if (version) return version;
  throw new Error(`--${name} ${wanted} is unknown; known are ${Object.keys(versions[name]).join(', ')}.`);
}

/**
 * Installs what is asked for unless it is there already.
 * @param wanted `{ 'node-red'?: '5', node?: '22' }`
 * @returns the Node.js to test with, and the environment in which it and the wanted Node-RED are found
 */
export function installsFor(wanted) {
  const asked = Object.entries(wanted).filter(([, version]) => version !== undefined);
  if (asked.length === 0) return { program: process.execPath, env: process.env };
  const dependencies = Object.fromEntries(asked.map(([name, version]) => [name, pinned(name, version)]));
  const folder = join(root, '.test-installs', asked.map((pair) => pair.join('-')).join('-'));
  fill(folder, dependencies);
  const env = { ...process.env };
  if (wanted['node-red']) env.NODE_RED_INSTALL = folder;
  if (!wanted.node) return { program: process.execPath, env };
  const program = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  env.PATH = [dirname(program), process.env.PATH].join(delimiter);
  return { program, env };
}

/** What an example wants besides Node-RED and this package. */
const extras = { dashboard: { '@flowfuse/node-red-dashboard': '1.31.0' } };

/** Installs what only some example wants, unless it is there already; gives the folder. */
export function extraInstall(name) {
  const folder = join(root, '.test-installs', name);
  fill(folder, extras[name]);
  return folder;
}

/** The file that is there when npm has come to the end says what is installed. */
function fill(folder, dependencies) {
  const content = `${JSON.stringify({ private: true, dependencies }, undefined, 2)}\n`;
  const mark = join(folder, '.complete.json');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === content) return;
  const names = Object.entries(dependencies).map((pair) => pair.join(' '));
  say(`Installing ${names.join(' and ')} …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), content);
  npm('install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel', 'error');
  writeFileSync(mark, content);
}
