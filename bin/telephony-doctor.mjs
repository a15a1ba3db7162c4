#!/usr/bin/env node
// Looks an OpenTouch account over from the command line.
import { createRequire } from 'node:module';

const { runDoctor } = createRequire(import.meta.url)('../dist/telephony.js');
runDoctor(process.argv.slice(2)).then(
  (ok) => {
    process.exitCode = ok ? 0 : 1;
  },
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  },
);
