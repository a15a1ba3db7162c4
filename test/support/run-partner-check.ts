import { runPartnerCheck } from '../../nodes/index.ts';

// The command as bin/telephony-partner-check.mjs runs it, without a build.
runPartnerCheck(process.argv.slice(2)).then(
  (ok) => {
    process.exitCode = ok ? 0 : 1;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  },
);
