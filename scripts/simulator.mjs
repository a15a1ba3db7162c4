// npm run simulator: the simulated telephone server by itself.
import { createRequire } from 'node:module';
import { build, install } from './prepare.mjs';

install();
build();

const { runSimulator } = createRequire(import.meta.url)('../dist/telephony.js');
runSimulator(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
