import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { packageName, projectRoot } from '../support/node-red.ts';
import { compare } from './measure.ts';

/** Milliseconds from the start of Node-RED's command until its flows run, with the package and without. */
export async function compareStart(): Promise<void> {
  await compare('Start of Node-RED', 'ms', 'less', [
    { name: 'with the package', run: () => start(true) },
    { name: 'without', run: () => start(false) },
  ]);
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
  const command = join(dirname(createRequire(import.meta.url).resolve('node-red')), '..', 'red.js');
  const begin = performance.now();
  const child = spawn(process.execPath, [command, '--userDir', directory, '-s', settings]);
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
