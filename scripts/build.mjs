import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// The build reads the catalogue, which is TypeScript.
const main = fileURLToPath(new URL('build/main.ts', import.meta.url));
const { status } = spawnSync(process.execPath, ['--import', 'tsx', main], { stdio: 'inherit' });
process.exitCode = status ?? 1;
