#!/usr/bin/env node
// The simulated telephone servers by themselves, with a scenario to play.
import { createRequire } from 'node:module';

const { runSimulator } = createRequire(import.meta.url)('../dist/telephony.js');
runSimulator(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
