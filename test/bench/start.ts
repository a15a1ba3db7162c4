import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { nodeRedCommand } from '../support/installed.ts';
import { packageName, projectRoot } from '../support/node-red.ts';
import { compare, measure } from './measure.ts';

/** Milliseconds from the start of Node-RED's command until its flows run, with the package and without. */
export async function compareStart(): Promise<void> {
  await compare(
    'Start of Node-RED',
    'ms',
    'less',
    [
      { name: 'with the package', run: () => start(true) },
      { name: 'without', run: () => start(false) },
    ],
    { wanted: { atMost: 1.15 } },
  );
  await measure('Loading of the code', 'ms', {
    name: 'before the first set',
    run: async () => (await register()).code,
  });
  const sets = { name: 'all sets', run: async () => (await register()).sets };
  await measure('Registering of all node types', 'ms', sets, { atMost: 10 });
}

/** In a process of its own, with a Node-RED that takes every type, has a user directory, and does nothing. */
async function register(): Promise<{ code: number; sets: number }> {
  const code = `
    const { 'node-red': { nodes } } = require('./package.json');
    const known = { [Symbol.toPrimitive]: () => '', userDir: require('node:os').tmpdir() };
    const nothing = new Proxy(() => nothing, { get: (_, name) => known[name] ?? nothing });
    const times = [performance.now()];
    require('./dist/telephony.js');
    times.push(performance.now());
    for (const file of Object.values(nodes)) require('./' + file)(nothing);
    times.push(performance.now());
    const [begin, loaded, end] = times;
    process.stdout.write(JSON.stringify({ code: loaded - begin, sets: end - loaded }));
    process.exit();`;
  const child = spawn(process.execPath, ['-e', code], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`the package could not be loaded: ${status}`);
  return JSON.parse(said) as { code: number; sets: number };
}

async function start(withPackage: boolean): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'telephony-bench-'));
  if (withPackage) {
    const link = join(directory, 'node_modules', ...packageName.split('/'));
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(projectRoot, link, 'junction');
  }
  const settings = join(directory, 'settings.js');
  const telemetry = { enabled: false, updateNotification: false };
  const port = await freePort();
  writeFileSync(settings, `module.exports = ${JSON.stringify({ uiHost: '127.0.0.1', uiPort: port, telemetry })};`);
  const begin = performance.now();
  const child = spawn(process.execPath, [nodeRedCommand, '--userDir', directory, '-s', settings]);
  const gone = once(child, 'exit');
  try {
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`Node-RED did not start:\n${said}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        said += String(chunk);
        if (said.includes('Started flows')) resolve();
      });
    });
    return performance.now() - begin;
  } finally {
    child.kill();
    await gone;
    rmSync(directory, { recursive: true, force: true });
  }
}
