import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './node-red.ts';

const name = '@flowfuse/node-red-dashboard';

/** The package of the dashboard, which only the reception wall wants; installed for the first test that asks. */
export function dashboardPackage(): Readonly<Record<string, string>> {
  const script = join(projectRoot, 'scripts/test/install-extra.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'dashboard'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} could not be installed:\n${stdout}${stderr}`);
  const folder = stdout.trimEnd().split('\n').at(-1) ?? '';
  return { [name]: join(folder, 'node_modules', ...name.split('/')) };
}
