#!/usr/bin/env node
// Checks, imports and exports the register of a partner from the command line.
import { createRequire } from 'node:module';

const { runRegister } = createRequire(import.meta.url)('../dist/telephony.js');
runRegister(process.argv.slice(2)).then(
  (ok) => {
    process.exitCode = ok ? 0 : 1;
  },
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  },
);
