// npm run bench: compares the nodes with what they are built on, in one run. Times depend on the machine, ratios hardly:
// those are held against what is wanted. `npm run bench -- events start` runs some of it. Results also go to `bench.json`.
import { build, install, mustRun } from './prepare.mjs';

install();
build();
mustRun(process.execPath, ['--import', 'tsx', 'test/bench/main.mts', ...process.argv.slice(2)]);
