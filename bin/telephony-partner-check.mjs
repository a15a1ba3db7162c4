#!/usr/bin/env node
// All that Orange does with a partner of Business Applications, done with a partner of your choice.
import { createRequire } from 'node:module';

const { runPartnerCheck } = createRequire(import.meta.url)('../dist/telephony.js');
runPartnerCheck(process.argv.slice(2)).then(
  (ok) => {
    process.exitCode = ok ? 0 : 1;
  },
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  },
);
