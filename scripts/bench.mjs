// npm run bench: compares the nodes with what they are built on, in one run. It judges nothing: times depend on the machine.
import { build, install, mustRun } from './prepare.mjs';

install();
build();
mustRun(process.execPath, ['--import', 'tsx', 'test/bench/main.mts']);
