// npm run faults: what a flow sees of each fault between it and the server; writes docs/faults.md.
import { build, install, mustRun } from './prepare.mjs';

install();
build();
mustRun(process.execPath, ['--import', 'tsx', 'test/faults/main.mts', ...process.argv.slice(2)]);
