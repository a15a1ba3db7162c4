import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Formats files as the linter wants them, so that whoever writes them has nothing left to do. */
export function format(...paths: readonly string[]): void {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const { status } = spawnSync(process.execPath, [biome, 'format', '--write', ...paths], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the files could not be formatted');
}
