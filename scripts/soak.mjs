// npm run soak -- --minutes 10: traffic through random faults; says whether anything was lost, doubled or left behind.
import { build, install, mustRun } from './prepare.mjs';

install();
build();
mustRun(process.execPath, ['--expose-gc', '--import', 'tsx', 'test/faults/soak.mts', ...process.argv.slice(2)]);
